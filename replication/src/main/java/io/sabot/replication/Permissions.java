package io.sabot.replication;

import io.aeron.archive.codecs.ArchiveIdRequestDecoder;
import io.aeron.archive.codecs.BoundedReplayRequestDecoder;
import io.aeron.archive.codecs.CloseSessionRequestDecoder;
import io.aeron.archive.codecs.FindLastMatchingRecordingRequestDecoder;
import io.aeron.archive.codecs.KeepAliveRequestDecoder;
import io.aeron.archive.codecs.ListRecordingRequestDecoder;
import io.aeron.archive.codecs.ListRecordingsForUriRequestDecoder;
import io.aeron.archive.codecs.ListRecordingsRequestDecoder;
import io.aeron.archive.codecs.MaxRecordedPositionRequestDecoder;
import io.aeron.archive.codecs.RecordingPositionRequestDecoder;
import io.aeron.archive.codecs.ReplayRequestDecoder;
import io.aeron.archive.codecs.ReplayTokenRequestDecoder;
import io.aeron.archive.codecs.StartPositionRequestDecoder;
import io.aeron.archive.codecs.StopAllReplaysRequestDecoder;
import io.aeron.archive.codecs.StopPositionRequestDecoder;
import io.aeron.archive.codecs.StopReplayRequestDecoder;
import io.aeron.cluster.codecs.BackupQueryDecoder;
import io.aeron.cluster.codecs.HeartbeatRequestDecoder;
import io.aeron.security.AuthorisationService;
import java.util.Arrays;
import java.util.Set;

/**
 * What members may do on this node: read its log, and ask where it is. Recording, truncating and purging are the node's
 * own.
 */
final class Permissions implements AuthorisationService {
    private static final Set<Integer> READING = Set.of(
            ArchiveIdRequestDecoder.TEMPLATE_ID,
            BoundedReplayRequestDecoder.TEMPLATE_ID,
            CloseSessionRequestDecoder.TEMPLATE_ID,
            FindLastMatchingRecordingRequestDecoder.TEMPLATE_ID,
            KeepAliveRequestDecoder.TEMPLATE_ID,
            ListRecordingRequestDecoder.TEMPLATE_ID,
            ListRecordingsForUriRequestDecoder.TEMPLATE_ID,
            ListRecordingsRequestDecoder.TEMPLATE_ID,
            MaxRecordedPositionRequestDecoder.TEMPLATE_ID,
            RecordingPositionRequestDecoder.TEMPLATE_ID,
            ReplayRequestDecoder.TEMPLATE_ID,
            ReplayTokenRequestDecoder.TEMPLATE_ID,
            StartPositionRequestDecoder.TEMPLATE_ID,
            StopAllReplaysRequestDecoder.TEMPLATE_ID,
            StopPositionRequestDecoder.TEMPLATE_ID,
            StopReplayRequestDecoder.TEMPLATE_ID);
    private static final Set<Integer> ASKING =
            Set.of(BackupQueryDecoder.TEMPLATE_ID, HeartbeatRequestDecoder.TEMPLATE_ID);

    @Override
    public boolean isAuthorised(int protocolId, int actionId, Object type, byte[] encodedPrincipal) {
        if (Arrays.equals(encodedPrincipal, ChallengeAuthenticator.OWN)) {
            return true;
        }
        if (!Arrays.equals(encodedPrincipal, ChallengeAuthenticator.MEMBER)) {
            return false;
        }
        if (protocolId == io.aeron.archive.codecs.MessageHeaderDecoder.SCHEMA_ID) {
            return READING.contains(actionId);
        }
        return protocolId == io.aeron.cluster.codecs.MessageHeaderDecoder.SCHEMA_ID && ASKING.contains(actionId);
    }
}
