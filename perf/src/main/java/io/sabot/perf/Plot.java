package io.sabot.perf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Lines over two logarithmic axes, as a picture and as text: what grows with the length rises, what does not is level.
 *
 * @param lines each with a title and points (x, y), both positive
 */
record Plot(String title, String xTitle, String yTitle, List<Line> lines) {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 520;
    private static final int LEFT = 70;
    private static final int RIGHT = 300;
    private static final int TOP = 40;
    private static final int BOTTOM = 50;
    private static final String[] COLOURS = {
        "#1f77b4", "#d62728", "#2ca02c", "#9467bd", "#ff7f0e", "#8c564b", "#e377c2", "#17becf", "#7f7f7f", "#bcbd22"
    };

    record Line(String title, List<double[]> points) {}

    /** Where values lie on an axis, from one power of ten to another. */
    private record Axis(int fromPower, int toPower, double from, double to) {
        static Axis over(List<Line> lines, int coordinate, double from, double to) {
            ToDoubleFunction<double[]> value = point -> Math.log10(point[coordinate]);
            double least = lines.stream()
                    .flatMap(line -> line.points().stream())
                    .mapToDouble(value)
                    .min()
                    .orElse(0);
            double most = lines.stream()
                    .flatMap(line -> line.points().stream())
                    .mapToDouble(value)
                    .max()
                    .orElse(1);
            int fromPower = (int) Math.floor(least);
            return new Axis(fromPower, Math.max(fromPower + 1, (int) Math.ceil(most)), from, to);
        }

        double at(double value) {
            return from + (to - from) * (Math.log10(value) - fromPower) / (toPower - fromPower);
        }
    }

    /** Writes {@code name.csv} and {@code name.svg}. */
    void write(Path directory, String name) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve(name + ".csv"), csv());
        Files.writeString(directory.resolve(name + ".svg"), svg());
    }

    private String csv() {
        StringBuilder out = new StringBuilder("workload," + xTitle + "," + yTitle + "\n");
        for (Line line : lines) {
            for (double[] point : line.points()) {
                out.append(String.format(Locale.ROOT, "\"%s\",%.0f,%.2f%n", line.title(), point[0], point[1]));
            }
        }
        return out.toString();
    }

    private String svg() {
        StringBuilder out = new StringBuilder();
        out.append(String.format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" "
                        + "font-size=\"12\">%n<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n",
                WIDTH, HEIGHT));
        Axis x = Axis.over(lines, 0, LEFT, WIDTH - RIGHT);
        Axis y = Axis.over(lines, 1, HEIGHT - BOTTOM, TOP);
        grid(out, x, y);
        for (int i = 0; i < lines.size(); i++) {
            line(out, lines.get(i), COLOURS[i % COLOURS.length], TOP + 10 + i * 20, x, y);
        }
        return out.append("</svg>\n").toString();
    }

    private void grid(StringBuilder out, Axis x, Axis y) {
        for (int power = x.fromPower(); power <= x.toPower(); power++) {
            double at = x.at(Math.pow(10, power));
            rule(out, at, TOP, at, HEIGHT - BOTTOM);
            text(out, at, HEIGHT - BOTTOM + 18, "middle", label(power));
        }
        for (int power = y.fromPower(); power <= y.toPower(); power++) {
            double at = y.at(Math.pow(10, power));
            rule(out, LEFT, at, WIDTH - RIGHT, at);
            text(out, LEFT - 8, at + 4, "end", label(power));
        }
        text(out, LEFT, TOP - 18, "start", title);
        text(out, (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 12, "middle", xTitle);
        text(out, LEFT - 8, TOP - 4, "end", yTitle);
    }

    private static String label(int power) {
        return String.format(Locale.ROOT, "%,.0f", Math.pow(10, power));
    }

    private static void line(StringBuilder out, Line line, String colour, double legendY, Axis x, Axis y) {
        out.append("<polyline fill=\"none\" stroke=\"").append(colour).append("\" stroke-width=\"2\" points=\"");
        for (double[] point : line.points()) {
            out.append(String.format(Locale.ROOT, "%.1f,%.1f ", x.at(point[0]), y.at(point[1])));
        }
        out.append("\"/>\n");
        int legendX = WIDTH - RIGHT + 16;
        out.append(String.format(
                Locale.ROOT,
                "<rect x=\"%d\" y=\"%.0f\" width=\"14\" height=\"4\" fill=\"%s\"/>%n",
                legendX,
                legendY - 6,
                colour));
        text(out, legendX + 20, legendY, "start", line.title());
    }

    private static void rule(StringBuilder out, double x1, double y1, double x2, double y2) {
        out.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#dddddd\"/>%n",
                x1,
                y1,
                x2,
                y2));
    }

    private static void text(StringBuilder out, double x, double y, String anchor, String content) {
        out.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n",
                x,
                y,
                anchor,
                content.replace("&", "&amp;").replace("<", "&lt;")));
    }
}
