package io.sabot.ops.server.http;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Quantile;
import io.prometheus.metrics.model.snapshots.Quantiles;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.sabot.engine.NodeStatus;
import io.sabot.ops.server.cluster.ClusterNode;
import io.sabot.ops.server.supervise.ApplicationUnit;
import io.sabot.ops.server.supervise.Supervisor;
import io.sabot.ops.server.supervise.UnitState;
import io.sabot.replication.ClusterStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Figures for Prometheus. Their names stay: who has alerts on them is not to be surprised. */
final class Metrics {
    static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    private static final double NS = 1e-9;
    private static final double[] QUANTILES = {0.5, 0.9, 0.99, 0.999};

    private final Supervisor supervisor;
    private final ClusterNode cluster; // null for a server alone
    private final Map<String, GaugeSnapshot.Builder> gauges = new LinkedHashMap<>();
    private final Map<String, CounterSnapshot.Builder> counters = new LinkedHashMap<>();

    private Metrics(Supervisor supervisor, ClusterNode cluster) {
        this.supervisor = supervisor;
        this.cluster = cluster;
    }

    /** All figures as text. */
    static byte[] text(Supervisor supervisor, ClusterNode cluster) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            PrometheusTextFormatWriter.builder().build().write(out, new Metrics(supervisor, cluster).collect());
            return out.toByteArray();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private MetricSnapshots collect() {
        SummarySnapshot.Builder latency = SummarySnapshot.builder()
                .name("sabot_batch_latency_seconds")
                .help("From handing a batch in to its results being in the outboxes.");
        List<ApplicationUnit> units = List.copyOf(supervisor.units());
        gauge("sabot_applications", "Applications deployed.", Labels.EMPTY, units.size());
        for (ApplicationUnit unit : units) {
            Labels labels = Labels.of("application", unit.name());
            ofUnit(unit, labels);
            NodeFigures figures = NodeFigures.of(unit);
            if (figures != null) {
                ofNode(figures.status(), labels);
                figures.outputs()
                        .forEach((output, rows) -> counter(
                                "sabot_outputs", "Results so far.", labels.merge(Labels.of("output", output)), rows));
            }
            latency.dataPoint(summary(unit.progress().latencies(), labels));
        }
        if (cluster != null) {
            ofCluster(cluster.status());
        }
        Runtime runtime = Runtime.getRuntime();
        gauge("sabot_heap_used_bytes", "Java heap in use.", Labels.EMPTY, runtime.totalMemory() - runtime.freeMemory());
        gauge("sabot_heap_max_bytes", "Java heap there may be.", Labels.EMPTY, runtime.maxMemory());
        List<MetricSnapshot> all = new ArrayList<>();
        gauges.values().forEach(builder -> all.add(builder.build()));
        counters.values().forEach(builder -> all.add(builder.build()));
        all.add(latency.build());
        return new MetricSnapshots(all);
    }

    private void ofCluster(ClusterStatus status) {
        gauge("sabot_cluster_leader", "1 on the node that leads.", Labels.EMPTY, status.isLeader() ? 1 : 0);
        gauge("sabot_cluster_term", "Reign of the present leader.", Labels.EMPTY, status.term());
        counter("sabot_cluster_elections", "Elections this node has seen.", Labels.EMPTY, status.elections());
        gauge("sabot_cluster_commit_position", "What most nodes have.", Labels.EMPTY, status.commitPosition());
        gauge("sabot_cluster_position", "What this node has.", Labels.EMPTY, status.position());
        gauge("sabot_cluster_stable_position", "What cannot be taken back.", Labels.EMPTY, cluster.stablePosition());
        gauge("sabot_cluster_snapshot_position", "Newest snapshot.", Labels.EMPTY, status.snapshotPosition());
    }

    private void ofUnit(ApplicationUnit unit, Labels labels) {
        for (UnitState state : UnitState.values()) {
            Labels ofState = labels.merge(Labels.of("state", state.name().toLowerCase(Locale.ROOT)));
            gauge("sabot_application_state", "1 for the state that it is in.", ofState, unit.state() == state ? 1 : 0);
        }
        counter("sabot_application_restarts", "Starts after the first.", labels, unit.restarts());
        counter("sabot_application_cpu_seconds", "Processor time of its threads.", labels, unit.cpuNs() * NS);
        gauge(
                "sabot_application_replayed_ratio",
                "How far replay has come.",
                labels,
                unit.progress().replayed());
        counter(
                "sabot_checkpoints",
                "Checkpoints made.",
                labels,
                unit.progress().checkpoints());
        gauge(
                "sabot_checkpoint_longest_pause_seconds",
                "Longest time that operators stood still for a checkpoint.",
                labels,
                unit.progress().longestPauseNs() * NS);
        counter(
                "sabot_stalls",
                "Times that nothing could be accepted.",
                labels,
                unit.progress().stalls());
    }

    private void ofNode(NodeStatus status, Labels labels) {
        counter("sabot_rows", "Rows in the log.", labels, status.rows());
        counter("sabot_rejects", "Records that could not be read.", labels, status.rejects());
        counter("sabot_dead_letters", "Rows that queries could not use.", labels, status.deadLetters());
        gauge("sabot_log_last_seq", "Last entry of the log.", labels, status.lastSeq());
        gauge("sabot_log_durable_seq", "Last entry forced to disk.", labels, status.durableSeq());
        gauge("sabot_log_time_seconds", "Logical time of the last entry.", labels, status.logTimeNs() * NS);
        gauge("sabot_ring_used_slots", "Batches that wait for the engine.", labels, status.usedSlots());
        gauge("sabot_ring_slots", "Batches that may wait.", labels, status.slots());
        gauge(
                "sabot_state_used_bytes",
                "Operators' state.",
                labels,
                status.state().usedBytes());
        counter(
                "sabot_state_evicted_pages",
                "Pages put out of memory.",
                labels,
                status.state().evictedPages());
        counter(
                "sabot_state_read_back_pages",
                "Pages read back.",
                labels,
                status.state().readBackPages());
        gauge("sabot_native_bytes", "Memory outside of the heap.", labels, status.nativeBytes());
        for (NodeStatus.SinkStatus sink : status.sinks()) {
            Labels ofSink = labels.merge(Labels.of("sink", sink.name()));
            gauge(
                    "sabot_sink_lag_rows",
                    "Results not given to the sink yet.",
                    ofSink,
                    sink.lastOutput() - sink.written());
            counter("sabot_sink_refused", "Results that the target will never take.", ofSink, sink.refused());
            gauge("sabot_sink_up", "0 while its target cannot be reached.", ofSink, sink.outage() == null ? 1 : 0);
        }
    }

    private static SummarySnapshot.SummaryDataPointSnapshot summary(Histogram latencies, Labels labels) {
        Quantile[] quantiles = new Quantile[QUANTILES.length];
        for (int i = 0; i < quantiles.length; i++) {
            quantiles[i] = new Quantile(QUANTILES[i], latencies.getValueAtPercentile(100 * QUANTILES[i]) * NS);
        }
        long count = latencies.getTotalCount();
        return SummarySnapshot.SummaryDataPointSnapshot.builder()
                .count(count)
                .sum(count == 0 ? 0 : latencies.getMean() * count * NS)
                .quantiles(Quantiles.of(quantiles))
                .labels(labels)
                .build();
    }

    private void gauge(String name, String help, Labels labels, double value) {
        gauges.computeIfAbsent(name, n -> GaugeSnapshot.builder().name(n).help(help))
                .dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                        .labels(labels)
                        .value(value)
                        .build());
    }

    /** Its name gets the suffix {@code _total}. */
    private void counter(String name, String help, Labels labels, double value) {
        counters.computeIfAbsent(name, n -> CounterSnapshot.builder().name(n).help(help))
                .dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                        .labels(labels)
                        .value(value)
                        .build());
    }
}
