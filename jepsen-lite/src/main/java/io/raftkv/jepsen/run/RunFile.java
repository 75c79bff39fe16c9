package io.raftkv.jepsen.run;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import io.raftkv.jepsen.checker.Conclusion;
import io.raftkv.jepsen.checker.Verdict;
import io.raftkv.jepsen.nemesis.Schedule;
import io.raftkv.jepsen.run.TestResult.Finding;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file format of a {@link SavedRun}: one JSON object, of which people may change values. Fields that it does not know are passed
 * over; {@code operations} is there only when not all of them are done, and {@code kinds} and {@code atEvents} of a finding only when it is a violation.
 */
public final class RunFile {

    private static final String FORMAT = "jepsen-lite-run";
    private static final int VERSION = 1;
    private static final Pattern PLACE = Pattern.compile("at line (\\d+) column (\\d+)");
    private static final Gson PRETTY = new GsonBuilder().setPrettyPrinting().create();

    private RunFile() {}

    /** Writes a file, replacing one that is there. */
    public static void write(SavedRun run, Path file) throws IOException {
        Files.writeString(file, PRETTY.toJson(object(run)) + "\n");
    }

    /**
     * Reads a file.
     *
     * @throws RunFileException when it is garbled, or of a version that is not known
     * @throws IOException when it cannot be read
     */
    public static SavedRun read(Path file) throws IOException {
        try (var json = new JsonReader(new StringReader(Files.readString(file)))) {
            json.setStrictness(Strictness.STRICT);
            return run(new JsonFields("", JsonParser.parseReader(json)));
        } catch (CharacterCodingException e) {
            throw new RunFileException(
                    file, "expected a saved run, which is text in UTF-8, but found bytes that are none");
        } catch (JsonParseException e) {
            throw new RunFileException(file, notJson(e));
        } catch (IllegalArgumentException e) {
            throw new RunFileException(file, String.valueOf(e.getMessage()));
        }
    }

    /** The parser's own words are for those who program it; where it was is for all. */
    private static String notJson(JsonParseException e) {
        Matcher place = PLACE.matcher(String.valueOf(e.getMessage()));
        String where = place.find() ? "line " + place.group(1) + ", column " + place.group(2) : "some place";
        return "expected a saved run, which is one JSON object, but at " + where
                + " it is none: the file is cut short, or was changed by hand; copy it anew, or write it anew with"
                + " run --report and the same seed";
    }

    private static JsonObject object(SavedRun run) {
        var object = new JsonObject();
        object.addProperty("format", FORMAT);
        object.addProperty("version", VERSION);
        object.addProperty("world", run.world());
        TestSpec spec = run.plan().spec();
        object.addProperty("workload", spec.workload());
        object.addProperty("nemesis", spec.nemesis());
        object.addProperty("nodes", spec.nodes());
        object.addProperty("clients", spec.clients());
        object.addProperty("rate", spec.rate());
        object.addProperty("timeMillis", spec.time().toMillis());
        object.addProperty("seed", spec.seed());
        object.add("schedule", texts(run.plan().schedule().steps()));
        if (run.plan().operations() instanceof Operations.Only only) {
            object.add("operations", texts(only.starts()));
        }
        var findings = new JsonArray();
        for (Finding finding : run.findings()) {
            var entry = new JsonObject();
            entry.addProperty("check", finding.check());
            entry.addProperty("says", finding.verdict().conclusion().toString());
            entry.addProperty("explanation", finding.verdict().explanation());
            if (finding.verdict() instanceof Verdict.Invalid invalid) {
                entry.add("kinds", texts(invalid.kinds()));
                var events = new JsonArray();
                invalid.events().forEach(events::add);
                entry.add("atEvents", events);
            }
            findings.add(entry);
        }
        object.add("findings", findings);
        object.addProperty("events", run.events());
        object.addProperty("historySha256", run.historyDigest());
        return object;
    }

    private static JsonArray texts(Iterable<?> values) {
        var array = new JsonArray();
        values.forEach(value -> array.add(value.toString()));
        return array;
    }

    private static SavedRun run(JsonFields fields) {
        if (!fields.text("format").equals(FORMAT)) {
            throw new IllegalArgumentException(
                    "\"format\" must be \"" + FORMAT + "\", but is \"" + fields.text("format") + "\"");
        }
        if (fields.number("version") != VERSION) {
            throw new IllegalArgumentException("\"version\" is " + fields.number("version") + ", but only version "
                    + VERSION + " is known: use the jepsen-lite that wrote it");
        }
        var spec = new TestSpec(
                fields.text("workload"),
                fields.text("nemesis"),
                fields.smallNumber("nodes"),
                fields.smallNumber("clients"),
                fields.smallNumber("rate"),
                Duration.ofMillis(fields.number("timeMillis")),
                fields.number("seed"));
        var plan = new Plan(spec, schedule(fields.texts("schedule")), operations(fields));
        return new SavedRun(
                fields.text("world"),
                plan,
                findings(fields.items("findings")),
                fields.smallNumber("events"),
                fields.text("historySha256"));
    }

    private static Schedule schedule(List<String> lines) {
        try {
            return Schedule.parse(String.join("\n", lines));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("\"schedule\", " + e.getMessage(), e);
        }
    }

    private static Operations operations(JsonFields fields) {
        if (!fields.has("operations")) {
            return Operations.ALL;
        }
        return Operations.only(
                fields.texts("operations").stream().map(Operations.Start::parse).toList());
    }

    private static List<Finding> findings(List<JsonElement> entries) {
        var findings = new ArrayList<Finding>();
        for (JsonElement entry : entries) {
            var fields = new JsonFields(" of a finding", entry);
            findings.add(new Finding(fields.text("check"), verdict(fields)));
        }
        return findings;
    }

    private static Verdict verdict(JsonFields fields) {
        String explanation = fields.text("explanation");
        return switch (says(fields.text("says"))) {
            case GOOD -> new Verdict.Valid(explanation);
            case UNKNOWN -> new Verdict.Unknown(explanation);
            case VIOLATION ->
                new Verdict.Invalid(
                        explanation,
                        fields.has("kinds") ? Set.copyOf(fields.texts("kinds")) : Set.of(),
                        fields.has("atEvents") ? fields.smallNumbers("atEvents") : List.of());
        };
    }

    private static Conclusion says(String text) {
        try {
            return Conclusion.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("\"says\" of a finding " + e.getMessage(), e);
        }
    }
}
