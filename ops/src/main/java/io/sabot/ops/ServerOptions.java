package io.sabot.ops;

import io.sabot.core.error.SabotException;
import java.net.URI;
import picocli.CommandLine.Option;

/** {@code --server}, for the commands that talk to one. */
final class ServerOptions {
    private static final String DEFAULT = "http://127.0.0.1:8080";

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = {
                "The server. Default: what SABOT_SERVER names, or " + DEFAULT + ".",
                "A token is taken from SABOT_TOKEN."
            })
    private String server;

    ServerClient connect() {
        String named = server != null ? server : System.getenv("SABOT_SERVER");
        String address = named == null ? DEFAULT : named;
        if (!address.matches("https?://[^/]+/?")) {
            throw SabotException.configuration(
                    "OPS-0440", "'" + address + "' is no address of a server", "as in " + DEFAULT);
        }
        return new ServerClient(URI.create(address.replaceAll("/$", "")), System.getenv("SABOT_TOKEN"));
    }
}
