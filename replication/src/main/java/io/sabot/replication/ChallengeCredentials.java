package io.sabot.replication;

import io.aeron.security.CredentialsSupplier;

/** The other side of {@link ChallengeAuthenticator}: names a role, and proves it when asked. */
record ChallengeCredentials(byte[] role, ClusterSecret secret) implements CredentialsSupplier {
    @Override
    public byte[] encodedCredentials() {
        return role;
    }

    @Override
    public byte[] onChallenge(byte[] encodedChallenge) {
        return secret.proof(encodedChallenge, encodedChallenge.length);
    }
}
