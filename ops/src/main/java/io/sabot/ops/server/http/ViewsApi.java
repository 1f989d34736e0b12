package io.sabot.ops.server.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.sabot.core.error.SabotException;
import io.sabot.core.schema.ColumnSpec;
import io.sabot.state.view.ViewKey;
import io.sabot.state.view.ViewReader;
import io.sabot.state.view.ViewRow;
import java.util.List;

/** Materialized views. */
final class ViewsApi {
    private static final int MAX_ROWS = 100_000;

    private final Nodes nodes;

    ViewsApi(Nodes nodes) {
        this.nodes = nodes;
    }

    void add(RoutesConfig routes) {
        routes.get("/v1/applications/{application}/views/{view}", this::get);
    }

    /** The row of a key, or all rows. */
    private void get(Context ctx) throws InterruptedException {
        List<String> key = ctx.queryParams("key");
        try (ViewReader view = nodes.running(ctx.pathParam("application")).view(ctx.pathParam("view"))) {
            if (key.isEmpty() && !view.spec().keyColumns().isEmpty()) {
                all(ctx, view);
                return;
            }
            ViewKey wanted = view.key().reset();
            key.forEach(wanted::text);
            ViewRow row = view.get(wanted);
            if (row == null) {
                ApiErrors.answer(ctx, 404, "OPS-0732", "there is no row of the key " + key, null);
            } else {
                Json.answer(ctx, json(row));
            }
        }
    }

    private static void all(Context ctx, ViewReader view) {
        if (view.keys() > MAX_ROWS) {
            throw SabotException.configuration(
                    "OPS-0733",
                    "the view has " + view.keys() + " rows, and at most " + MAX_ROWS + " are listed",
                    "ask for rows by key, or read the view's file with 'sabot view dump'");
        }
        StringBuilder text = new StringBuilder();
        view.forEach(row -> text.append(json(row)).append('\n'));
        ctx.contentType("application/x-ndjson").result(text.toString());
    }

    private static ObjectNode json(ViewRow row) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        StringBuilder text = new StringBuilder();
        List<ColumnSpec> columns = row.columns();
        for (int i = 0; i < columns.size(); i++) {
            String name = columns.get(i).name();
            if (row.isNull(i)) {
                json.putNull(name);
                continue;
            }
            switch (columns.get(i).type().kind()) {
                case BOOLEAN -> json.put(name, row.bool(i));
                case INT -> json.put(name, row.i32(i));
                case BIGINT -> json.put(name, row.i64(i));
                case DECIMAL -> json.put(name, row.decimal(i));
                case DOUBLE -> {
                    double value = row.f64(i);
                    if (Double.isFinite(value)) {
                        json.put(name, value);
                    } else {
                        json.put(name, String.valueOf(value)); // JSON has no number for it
                    }
                }
                default -> {
                    text.setLength(0);
                    row.appendText(i, text);
                    json.put(name, text.toString());
                }
            }
        }
        return json;
    }
}
