package io.sabot.ops.cases;

import io.sabot.core.error.Problem;
import io.sabot.core.error.SabotException;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Results as the XML that build servers read. */
final class JUnitReport {
    private final XMLStreamWriter xml;

    private JUnitReport(XMLStreamWriter xml) {
        this.xml = xml;
    }

    /** @throws SabotException if the file cannot be written */
    static void write(Path file, List<ScriptResult> results) {
        try (Writer writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(writer);
            new JUnitReport(xml).suites(results);
            xml.close();
        } catch (IOException | XMLStreamException e) {
            throw SabotException.failed("OPS-0406", file + " cannot be written: " + e.getMessage(), null, e);
        }
    }

    private void suites(List<ScriptResult> results) throws XMLStreamException {
        xml.writeStartDocument("UTF-8", "1.0");
        xml.writeCharacters("\n");
        xml.writeStartElement("testsuites");
        for (ScriptResult result : results) {
            suite(result);
        }
        xml.writeEndElement();
        xml.writeCharacters("\n");
        xml.writeEndDocument();
    }

    private void suite(ScriptResult result) throws XMLStreamException {
        long errors =
                result.cases().stream().filter(one -> !one.errors().isEmpty()).count();
        long failures = result.cases().size() - result.passed() - errors;
        boolean isMistaken = result.problemCode() != null;
        xml.writeCharacters("\n  ");
        xml.writeStartElement("testsuite");
        attribute("name", result.file().toString());
        attribute("tests", String.valueOf(result.cases().size() + (isMistaken ? 1 : 0)));
        attribute("failures", String.valueOf(failures));
        attribute("errors", String.valueOf(errors + (isMistaken ? 1 : 0)));
        attribute(
                "time",
                seconds(result.cases().stream().mapToLong(CaseResult::elapsedNs).sum()));
        if (isMistaken) {
            begin(result, "(file)", 0);
            outcome("error", result.problems());
            xml.writeEndElement();
        }
        for (CaseResult one : result.cases()) {
            begin(result, one.testCase().name(), one.elapsedNs());
            if (!one.errors().isEmpty()) {
                outcome("error", one.errors());
            } else {
                for (CaseResult.Failure failure : one.failures()) {
                    outcome("failure", failure.problem(), failure.format());
                }
            }
            xml.writeEndElement();
        }
        xml.writeCharacters("\n  ");
        xml.writeEndElement();
    }

    private void begin(ScriptResult result, String name, long elapsedNs) throws XMLStreamException {
        xml.writeCharacters("\n    ");
        xml.writeStartElement("testcase");
        attribute("classname", result.file().toString());
        attribute("name", name);
        attribute("time", seconds(elapsedNs));
    }

    private void outcome(String kind, List<Problem> problems) throws XMLStreamException {
        outcome(kind, problems.get(0), problems.stream().map(Problem::format).collect(Collectors.joining("\n")));
    }

    private void outcome(String kind, Problem problem, String text) throws XMLStreamException {
        xml.writeStartElement(kind);
        attribute("type", problem.code());
        attribute("message", problem.message());
        xml.writeCharacters(allowed(text));
        xml.writeEndElement();
    }

    private void attribute(String name, String value) throws XMLStreamException {
        xml.writeAttribute(name, allowed(value));
    }

    /** XML has no place for some characters, not even escaped. */
    private static String allowed(String text) {
        return text.replaceAll("[^\\t\\n\\r\\x20-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]", "\uFFFD");
    }

    private static String seconds(long ns) {
        return String.format(Locale.ROOT, "%.3f", ns / 1e9);
    }
}
