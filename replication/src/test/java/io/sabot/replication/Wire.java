package io.sabot.replication;

import io.aeron.driver.MediaDriver;
import io.aeron.driver.ext.DebugReceiveChannelEndpoint;
import io.aeron.driver.ext.DebugSendChannelEndpoint;
import io.aeron.driver.ext.LossGenerator;
import java.util.function.Consumer;

/** All of a node's Aeron traffic, which a test can cut in either direction. What was cut is lost, as in a network. */
final class Wire implements Consumer<MediaDriver.Context> {
    private volatile boolean hearsNothing;
    private volatile boolean saysNothing;

    void cut(boolean in, boolean out) {
        hearsNothing = in;
        saysNothing = out;
    }

    void heal() {
        cut(false, false);
    }

    @Override
    public void accept(MediaDriver.Context driver) {
        LossGenerator in = (address, buffer, length) -> hearsNothing;
        LossGenerator out = (address, buffer, length) -> saysNothing;
        driver.sendChannelEndpointSupplier(
                        (channel, status, context) -> new DebugSendChannelEndpoint(channel, status, context, out, in))
                .receiveChannelEndpointSupplier((channel, dispatcher, status, context) ->
                        new DebugReceiveChannelEndpoint(channel, dispatcher, status, context, in, out));
    }
}
