package io.sabot.ops.config;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers of bytes for people. */
public final class ByteSizes {
    private static final Pattern FORM = Pattern.compile("(\\d{1,18}) ?(?:([kmgt])(i?)b|b)?", Pattern.CASE_INSENSITIVE);
    private static final String PREFIXES = "kmgt";

    private ByteSizes() {}

    /** {@code 1048576}, {@code 64 MiB} (2²⁰), {@code 64 MB} (10⁶); −1 if it is nothing of the kind. */
    public static long parse(String text) {
        Matcher matcher = FORM.matcher(text.trim());
        if (!matcher.matches()) {
            return -1;
        }
        long count = Long.parseLong(matcher.group(1));
        if (matcher.group(2) == null) {
            return count;
        }
        long base = matcher.group(3).isEmpty() ? 1000 : 1024;
        long unit = 1;
        for (int i = 0; i <= PREFIXES.indexOf(matcher.group(2).toLowerCase(Locale.ROOT)); i++) {
            unit *= base;
        }
        return count > Long.MAX_VALUE / unit ? -1 : count * unit;
    }
}
