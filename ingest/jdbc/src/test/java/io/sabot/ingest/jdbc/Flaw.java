package io.sabot.ingest.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;

/** A way to the database on which answers to commits get lost, or the commits themselves. */
final class Flaw implements Connections {
    /** What happens to the next commit. */
    enum Next {
        NOTHING,
        LOST_BEFORE,
        LOST_AFTER
    }

    private final Connections connections;
    Next next = Next.NOTHING;
    int commits;

    Flaw(Connections connections) {
        this.connections = connections;
    }

    @Override
    public Connection next() throws SQLException {
        Connection connection = connections.next();
        return (Connection) Proxy.newProxyInstance(
                Flaw.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    boolean isCommit = method.getName().equals("commit");
                    Next flaw = isCommit ? next : Next.NOTHING;
                    commits += isCommit ? 1 : 0;
                    if (flaw == Next.LOST_BEFORE) {
                        throw lost();
                    }
                    try {
                        Object result = method.invoke(connection, arguments);
                        if (flaw == Next.LOST_AFTER) {
                            throw lost();
                        }
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private SQLException lost() {
        next = Next.NOTHING;
        return new SQLException("the answer was lost", "08006");
    }

    @Override
    public void close() {
        connections.close();
    }
}
