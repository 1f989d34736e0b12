package io.sabot.replication;

import io.aeron.security.Authenticator;
import io.aeron.security.SessionProxy;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Lets in who proves to know a secret: the node's own parts by one drawn at start, the other members by the cluster's. The
 * secret is not sent, and a proof is good for one connection. One thread, that of the archive or the consensus module.
 */
final class ChallengeAuthenticator implements Authenticator {
    static final byte[] OWN = "own".getBytes(StandardCharsets.US_ASCII);
    static final byte[] MEMBER = "member".getBytes(StandardCharsets.US_ASCII);

    static final int CHALLENGE_LENGTH = 32;

    private final ClusterSecret own;
    private final ClusterSecret cluster;
    private final SecureRandom random = new SecureRandom();
    private final Map<Long, Attempt> attempts = new HashMap<>();

    ChallengeAuthenticator(ClusterSecret own, ClusterSecret cluster) {
        this.own = own;
        this.cluster = cluster;
    }

    private static final class Attempt {
        final byte[] role;
        final byte[] challenge = new byte[CHALLENGE_LENGTH];
        byte[] response;

        Attempt(byte[] role) {
            this.role = role;
        }
    }

    @Override
    public void onConnectRequest(long sessionId, byte[] encodedCredentials, long nowMs) {
        attempts.put(sessionId, new Attempt(encodedCredentials));
    }

    @Override
    public void onChallengeResponse(long sessionId, byte[] encodedCredentials, long nowMs) {
        Attempt attempt = attempts.get(sessionId);
        if (attempt != null) {
            attempt.response = encodedCredentials;
        }
    }

    @Override
    public void onConnectedSession(SessionProxy session, long nowMs) {
        Attempt attempt = attempts.get(session.sessionId());
        if (attempt == null || secretOf(attempt.role) == null) {
            reject(session);
        } else {
            random.nextBytes(attempt.challenge);
            session.challenge(attempt.challenge);
        }
    }

    @Override
    public void onChallengedSession(SessionProxy session, long nowMs) {
        Attempt attempt = attempts.get(session.sessionId());
        if (attempt == null) {
            reject(session);
        } else if (attempt.response != null) {
            ClusterSecret secret = secretOf(attempt.role);
            if (!secret.isProof(attempt.response, attempt.challenge, CHALLENGE_LENGTH)) {
                reject(session);
            } else if (session.authenticate(attempt.role)) {
                attempts.remove(session.sessionId());
            }
        }
    }

    private void reject(SessionProxy session) {
        attempts.remove(session.sessionId());
        session.reject();
    }

    /** Null for a role that does not exist. */
    private ClusterSecret secretOf(byte[] role) {
        if (Arrays.equals(role, OWN)) {
            return own;
        }
        return Arrays.equals(role, MEMBER) ? cluster : null;
    }
}
