package org.sideheap.collections.paired;

import com.google.gson.GsonBuilder;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Paint;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jfree.chart.ChartFactory;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.data.category.DefaultCategoryDataset;
import org.jfree.svg.SVGGraphics2D;
import org.sideheap.allocators.Memory;

/** Comparisons as a table for the README, as JSON, and as a chart. */
record Report(List<Comparison> comparisons, int roundCount, long roundNanos) {
    private static final int CHART_WIDTH = 1000;
    private static final int ROW_HEIGHT = 18;
    private static final int FRAME_HEIGHT = 120;
    private static final double CHART_MARGIN = 0.005;
    private static final float LABEL_WIDTH_RATIO = 0.45f;
    private static final double LEAST_RATIO = 1.0 / 32;
    private static final Color AHEAD = new Color(0x2e7d32);
    private static final Color BEHIND = new Color(0xc62828);

    /** A table for each subject, as the contestants are others. */
    String table() {
        final Map<String, List<Comparison>> bySubject = new LinkedHashMap<>();
        comparisons.forEach(comparison -> bySubject
                .computeIfAbsent(comparison.task().subject(), subject -> new ArrayList<>())
                .add(comparison));
        return bySubject.values().stream().map(Report::table).collect(Collectors.joining("\n"));
    }

    private static String table(List<Comparison> ofSubject) {
        final List<String> names = ofSubject.stream()
                .flatMap(comparison -> comparison.roundsByContestant().keySet().stream())
                .distinct()
                .toList();
        final StringBuilder table = new StringBuilder("| ")
                .append(ofSubject.get(0).task().subject())
                .append(" | count | pattern");
        names.forEach(name -> table.append(" | ").append(name));
        table.append(" | ratio | half of the rounds | target |\n")
                .append("|---".repeat(names.size() + 6))
                .append("|\n");
        for (final Comparison comparison : ofSubject) {
            final Task task = comparison.task();
            table.append(
                    String.format(Locale.ROOT, "| `%s` | %,d | %s", task.operation(), task.count(), task.pattern()));
            names.forEach(name -> table.append(" | ")
                    .append(comparison.roundsByContestant().containsKey(name) ? number(comparison.median(name)) : ""));
            final double[] spread = comparison.spread();
            table.append(String.format(
                    Locale.ROOT,
                    " | %s%.2f%s | %.2f to %.2f | %s |%n",
                    bold(comparison),
                    comparison.ratio(),
                    bold(comparison),
                    spread[0],
                    spread[1],
                    task.target() == 0 ? "" : String.format(Locale.ROOT, "%.1f", task.target())));
        }
        table.append(String.format(
                Locale.ROOT,
                "%nGeometric mean of the ratios: %.2f%n",
                Math.exp(ofSubject.stream()
                        .mapToDouble(comparison -> Math.log(comparison.ratio()))
                        .average()
                        .orElse(0))));
        return table.toString();
    }

    /** What misses its target stands out. */
    private static String bold(Comparison comparison) {
        return comparison.ratio() < comparison.task().target() ? "**" : "";
    }

    private static String number(double number) {
        return String.format(Locale.ROOT, number < 100 ? "%.2f" : "%,.0f", number);
    }

    void writeJson(Path file) {
        final Map<String, Object> report = new LinkedHashMap<>();
        report.put("date", LocalDate.now().toString());
        report.put("jdk", System.getProperty("java.vm.version"));
        report.put("cpu", cpu());
        report.put("memory", Memory.describe());
        report.put("rounds", roundCount);
        report.put("roundNanos", roundNanos);
        report.put(
                "comparisons",
                comparisons.stream()
                        .map(comparison -> {
                            final Map<String, Object> row = new LinkedHashMap<>();
                            row.put("subject", comparison.task().subject());
                            row.put("operation", comparison.task().operation());
                            row.put("count", comparison.task().count());
                            row.put("pattern", comparison.task().pattern());
                            row.put("unit", comparison.task().unit().toString());
                            row.put("target", comparison.task().target());
                            row.put("ratio", comparison.ratio());
                            row.put("spread", comparison.spread());
                            row.put("byRound", comparison.roundsByContestant());
                            return row;
                        })
                        .toList());
        write(file, new GsonBuilder().setPrettyPrinting().create().toJson(report));
    }

    private static String cpu() {
        try {
            return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }

    void writeChart(Path file) {
        final int height = FRAME_HEIGHT + ROW_HEIGHT * comparisons.size();
        final SVGGraphics2D graphics = new SVGGraphics2D(CHART_WIDTH, height);
        chart().draw(graphics, new Rectangle2D.Double(0, 0, CHART_WIDTH, height));
        write(file, graphics.getSVGDocument());
    }

    /** The ratios as bars, on a scale where twice as fast is as far to the right as half as fast is to the left. */
    private JFreeChart chart() {
        final DefaultCategoryDataset ratios = new DefaultCategoryDataset();
        comparisons.forEach(comparison ->
                ratios.addValue(comparison.ratio(), "ratio", comparison.task().name()));
        final JFreeChart chart = ChartFactory.createBarChart(
                "Best rival's time or memory by ours: right of 1 is better",
                null,
                null,
                ratios,
                PlotOrientation.HORIZONTAL,
                false,
                false,
                false);
        final CategoryPlot plot = chart.getCategoryPlot();
        plot.setRangeAxis(powersOfTwo());
        plot.addRangeMarker(new ValueMarker(1.0, Color.BLACK, new BasicStroke(1)));
        plot.setRenderer(new FromOne());
        plot.setBackgroundPaint(Color.WHITE);
        plot.setRangeGridlinePaint(Color.LIGHT_GRAY);
        plot.getDomainAxis().setLowerMargin(CHART_MARGIN);
        plot.getDomainAxis().setUpperMargin(CHART_MARGIN);
        plot.getDomainAxis().setMaximumCategoryLabelWidthRatio(LABEL_WIDTH_RATIO);
        return chart;
    }

    private static LogAxis powersOfTwo() {
        final LogAxis axis = new LogAxis();
        axis.setBase(2);
        axis.setSmallestValue(LEAST_RATIO);
        axis.setTickUnit(new NumberTickUnit(1));
        axis.setNumberFormatOverride(new DecimalFormat("0.###", DecimalFormatSymbols.getInstance(Locale.ROOT)));
        return axis;
    }

    /** Bars to the right of 1 where ours is ahead, and to the left in another colour where it is behind. */
    private static final class FromOne extends BarRenderer {
        private static final long serialVersionUID = 1;

        FromOne() {
            setBase(1.0);
            setBarPainter(new StandardBarPainter());
            setShadowVisible(false);
        }

        @Override
        public Paint getItemPaint(int row, int column) {
            return getPlot().getDataset().getValue(row, column).doubleValue() < 1 ? BEHIND : AHEAD;
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
