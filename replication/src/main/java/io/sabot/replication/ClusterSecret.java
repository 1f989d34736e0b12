package io.sabot.replication;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What all members of a cluster know and nobody else. Never sent: both sides prove that they know it. Hidden in
 * {@link #toString()}.
 */
public final class ClusterSecret {
    static final int PROOF_LENGTH = 32;
    private static final int LEAST_LENGTH = 16;
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    private ClusterSecret(byte[] bytes) {
        key = new SecretKeySpec(bytes, ALGORITHM);
    }

    /** @param text at least 16 bytes in UTF-8 */
    public static ClusterSecret of(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < LEAST_LENGTH) {
            throw ReplicationErrors.configuration(
                    "REP-0106",
                    "the cluster's secret has " + bytes.length + " bytes",
                    "at least " + LEAST_LENGTH + ", e.g. from 'openssl rand -hex 32'");
        }
        return new ClusterSecret(bytes);
    }

    /** For what one process says to itself. */
    static ClusterSecret random() {
        byte[] bytes = new byte[PROOF_LENGTH];
        new SecureRandom().nextBytes(bytes);
        return new ClusterSecret(bytes);
    }

    /** Known to everybody: members without a secret check each other's words for damage only. */
    static ClusterSecret open() {
        return new ClusterSecret("sabot, no secret".getBytes(StandardCharsets.UTF_8));
    }

    byte[] proof(byte[] of, int length) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(of, 0, length);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    boolean isProof(byte[] proof, byte[] of, int length) {
        return MessageDigest.isEqual(proof, proof(of, length));
    }

    @Override
    public String toString() {
        return "ClusterSecret[hidden]";
    }
}
