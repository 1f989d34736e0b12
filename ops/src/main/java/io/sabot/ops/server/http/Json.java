package io.sabot.ops.server.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.javalin.http.Context;
import io.sabot.core.error.SabotException;
import java.io.IOException;

/** Bodies of requests and answers. */
final class Json {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
            .build();

    private Json() {}

    static void answer(Context ctx, Object value) {
        ctx.contentType("application/json").result(text(value));
    }

    static String text(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @throws SabotException OPS-0720 if the body is not what is expected */
    static <T> T body(Context ctx, Class<T> type) {
        try {
            return MAPPER.readValue(ctx.bodyAsBytes(), type);
        } catch (JsonProcessingException e) {
            String place = e.getLocation() == null
                    ? ""
                    : " at line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr();
            throw SabotException.configuration(
                    "OPS-0720", "the body is not what is expected" + place + ": " + e.getOriginalMessage(), null);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
