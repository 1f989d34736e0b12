package io.sabot.sql.function;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Functions of text. A character is a Unicode code point, positions count from 1. */
public final class Text {
    private static final int MAX_LENGTH = 64 * 1024 * 1024;

    private Text() {}

    // ---- order ----

    /** By code point, which is the order of the UTF-8 bytes; {@link String#compareTo} differs for surrogates. */
    public static int compare(String a, String b) {
        int common = Math.min(a.length(), b.length());
        for (int i = 0; i < common; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                return Character.isSurrogate(x) == Character.isSurrogate(y) ? x - y : Character.isSurrogate(x) ? 1 : -1;
            }
        }
        return a.length() - b.length();
    }

    // ---- characters and positions ----

    public static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    public static int length(byte[] bytes) {
        return bytes.length;
    }

    public static int octetLength(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    public static int octetLength(byte[] bytes) {
        return bytes.length;
    }

    /** Index of the character that has {@code count} before it; the end if there are fewer. */
    private static int indexAfter(String text, long count) {
        int index = 0;
        for (long i = 0; i < count && index < text.length(); i++) {
            index += Character.charCount(text.codePointAt(index));
        }
        return index;
    }

    public static String left(String text, int count) {
        return text.substring(0, indexAfter(text, count));
    }

    public static String right(String text, int count) {
        return count <= 0 ? "" : text.substring(indexAfter(text, (long) length(text) - count));
    }

    public static String substring(String text, long from) {
        return text.substring(indexAfter(text, from - 1));
    }

    /** The standard's: what lies before the first character counts for the length. */
    public static String substring(String text, long from, long count) {
        if (count < 0) {
            throw new RowFailure("SUBSTRING of a negative length: " + count);
        }
        long end = from + count < from ? Long.MAX_VALUE : from + count; // overflow: to the end
        int start = indexAfter(text, Math.max(from, 1) - 1);
        return end <= 1 ? "" : text.substring(start, Math.max(start, indexAfter(text, end - 1)));
    }

    public static byte[] substring(byte[] bytes, long from, long count) {
        if (count < 0) {
            throw new RowFailure("SUBSTRING of a negative length: " + count);
        }
        long end = from + count < from ? Long.MAX_VALUE : from + count;
        int start = (int) Math.min(bytes.length, Math.max(from, 1) - 1);
        return java.util.Arrays.copyOfRange(bytes, start, (int) Math.max(start, Math.min(bytes.length, end - 1)));
    }

    public static byte[] substring(byte[] bytes, long from) {
        return substring(bytes, from, Integer.MAX_VALUE);
    }

    /** 0 if it does not occur. */
    public static int position(String part, String text) {
        int index = text.indexOf(part);
        return index < 0 ? 0 : text.codePointCount(0, index) + 1;
    }

    /** At or behind a position; 0 if it does not occur there. */
    public static int position(String part, String text, int from) {
        if (from < 1) {
            return 0;
        }
        int index = text.indexOf(part, indexAfter(text, from - 1L));
        return index < 0 ? 0 : text.codePointCount(0, index) + 1;
    }

    /** Code of the first character, 0 of empty text. */
    public static int ascii(String text) {
        return text.isEmpty() ? 0 : text.codePointAt(0);
    }

    public static boolean startsWith(String text, String start) {
        return text.startsWith(start);
    }

    public static boolean endsWith(String text, String end) {
        return text.endsWith(end);
    }

    // ---- case ----

    public static String upper(String text) {
        return text.toUpperCase(Locale.ROOT);
    }

    public static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /** Every word's first letter large, the others small. */
    public static String initcap(String text) {
        StringBuilder out = new StringBuilder(text.length());
        boolean isStart = true;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            out.appendCodePoint(isStart ? Character.toTitleCase(c) : Character.toLowerCase(c));
            isStart = !Character.isLetterOrDigit(c);
        }
        return out.toString();
    }

    // ---- trimming and padding ----

    /** Removes any of the characters from the ends. */
    public static String trim(String text, String characters, boolean isLeading, boolean isTrailing) {
        int start = 0;
        int end = text.length();
        while (isLeading && start < end && characters.indexOf(text.codePointAt(start)) >= 0) {
            start += Character.charCount(text.codePointAt(start));
        }
        while (isTrailing && start < end && characters.indexOf(text.codePointBefore(end)) >= 0) {
            end -= Character.charCount(text.codePointBefore(end));
        }
        return text.substring(start, end);
    }

    public static String ltrim(String text) {
        return trim(text, " ", true, false);
    }

    public static String ltrim(String text, String characters) {
        return trim(text, characters, true, false);
    }

    public static String rtrim(String text) {
        return trim(text, " ", false, true);
    }

    public static String rtrim(String text, String characters) {
        return trim(text, characters, false, true);
    }

    public static String btrim(String text) {
        return trim(text, " ", true, true);
    }

    public static String btrim(String text, String characters) {
        return trim(text, characters, true, true);
    }

    public static String lpad(String text, int count) {
        return lpad(text, count, " ");
    }

    public static String lpad(String text, int count, String with) {
        int length = length(text);
        return length >= count ? left(text, count) : padding(count - length, with) + text;
    }

    public static String rpad(String text, int count) {
        return rpad(text, count, " ");
    }

    public static String rpad(String text, int count, String with) {
        int length = length(text);
        return length >= count ? left(text, count) : text + padding(count - length, with);
    }

    private static String padding(int count, String with) {
        if (with.isEmpty()) {
            return "";
        }
        int unit = length(with);
        return repeat(with, count / unit) + left(with, count % unit);
    }

    public static String repeat(String text, int count) {
        if (count > 0 && (long) text.length() * count > MAX_LENGTH) {
            throw new RowFailure("text of more than " + MAX_LENGTH + " characters");
        }
        return text.repeat(Math.max(0, count));
    }

    public static String space(int count) {
        return repeat(" ", count);
    }

    // ---- rewriting ----

    public static String reverse(String text) {
        return new StringBuilder(text).reverse().toString();
    }

    /** Empty text is found nowhere. */
    public static String replace(String text, String part, String with) {
        return part.isEmpty() ? text : text.replace(part, with);
    }

    public static String overlay(String text, String with, int from) {
        return overlay(text, with, from, length(with));
    }

    public static String overlay(String text, String with, int from, int count) {
        return left(text, from - 1) + with + substring(text, Math.max(1L, (long) from + count));
    }

    /** Each character of {@code from} becomes the one at its place in {@code to}, or goes if there is none. */
    public static String translate(String text, String from, String to) {
        int[] targets = to.codePoints().toArray();
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            int at = from.indexOf(c);
            int place = at < 0 ? -1 : from.codePointCount(0, at);
            if (place < 0) {
                out.appendCodePoint(c);
            } else if (place < targets.length) {
                out.appendCodePoint(targets[place]);
            }
        }
        return out.toString();
    }

    /** The part with that number, counted from 0; null if there are fewer. */
    public static String splitIndex(String text, String delimiter, int index) {
        if (index < 0 || delimiter.isEmpty()) {
            return index == 0 ? text : null;
        }
        int start = 0;
        for (int i = 0; i < index; i++) {
            int next = text.indexOf(delimiter, start);
            if (next < 0) {
                return null;
            }
            start = next + delimiter.length();
        }
        int end = text.indexOf(delimiter, start);
        return end < 0 ? text.substring(start) : text.substring(start, end);
    }

    public static byte[] concat(byte[] a, byte[] b) {
        byte[] all = java.util.Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        return all;
    }

    /** @param parts those that are null are left out */
    public static String concatWs(String separator, String[] parts) {
        StringBuilder out = new StringBuilder();
        boolean isFirst = true;
        for (String part : parts) {
            if (part != null) {
                out.append(isFirst ? "" : separator).append(part);
                isFirst = false;
            }
        }
        return out.toString();
    }

    // ---- regular expressions ----

    /** What a group captured in the first match; null if nothing matches. */
    public static String regexpExtract(String text, Pattern pattern, int group) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() && group >= 0 && group <= matcher.groupCount() ? matcher.group(group) : null;
    }

    public static String regexpReplace(String text, Pattern pattern, String with) {
        try {
            return pattern.matcher(text).replaceAll(with);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new RowFailure("the replacement '" + with + "' is invalid: " + e.getMessage());
        }
    }

    public static boolean regexpContains(String text, Pattern pattern) {
        return pattern.matcher(text).find();
    }

    // ---- for generated constants ----

    /** Bytes of ISO 8859-1 text. */
    public static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
