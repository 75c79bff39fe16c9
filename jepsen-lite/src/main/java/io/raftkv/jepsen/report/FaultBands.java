package io.raftkv.jepsen.report;

import java.util.ArrayList;
import java.util.List;

/** Shows faults in a drawing over time: a labelled bar each above the area for data, and a band through it. */
final class FaultBands {

    private static final double ROW_HEIGHT = 16;
    private static final double CHARACTER_WIDTH = 6.2;
    private static final double GAP = 8;
    private static final double MIN_BAR_WIDTH = 2;
    private static final int MAX_ROWS = 8;
    private static final int MAX_LABEL_CHARACTERS = 40;

    /** A fault's bar from {@code left} to {@code right}; the label begins in it and may go on beyond. */
    private record Bar(Fault fault, int row, double left, double right, double labelLeft) {}

    private final List<Bar> bars = new ArrayList<>();
    private final List<Fault> beyondRows = new ArrayList<>();
    private final List<Double> rowEnds = new ArrayList<>();

    /** Places the labels of those faults that fall into the time shown; each in the first row where it covers no other. */
    FaultBands(List<Fault> faults, TimeAxis axis) {
        for (Fault fault : faults) {
            if (fault.overlaps(axis.from(), axis.to())) {
                place(fault, axis);
            }
        }
    }

    private void place(Fault fault, TimeAxis axis) {
        double left = axis.x(fault.from());
        double right = Math.max(axis.x(fault.to()), left + MIN_BAR_WIDTH);
        double labelWidth = label(fault).codePoints().count() * CHARACTER_WIDTH + 6;
        double labelLeft = Math.min(left, axis.right() - labelWidth);
        for (int row = 0; row < MAX_ROWS; row++) {
            if (row == rowEnds.size()) {
                rowEnds.add(Double.NEGATIVE_INFINITY);
            }
            if (rowEnds.get(row) <= Math.min(left, labelLeft)) {
                rowEnds.set(row, Math.max(right, labelLeft + labelWidth) + GAP);
                bars.add(new Bar(fault, row, left, right, labelLeft));
                return;
            }
        }
        beyondRows.add(fault);
    }

    private static String label(Fault fault) {
        return Words.shortened(fault.label(), MAX_LABEL_CHARACTERS);
    }

    /** How much room the bars need above the area for data. */
    double height() {
        return rowEnds.size() * ROW_HEIGHT + 4;
    }

    /** How many faults have a band but no label, for want of room. */
    int withoutLabel() {
        return beyondRows.size();
    }

    /** Draws the bars above {@code top}, and the bands from there to {@code bottom}. */
    void draw(Markup html, TimeAxis axis, double top, double bottom) {
        for (Fault fault : beyondRows) {
            band(html, fault, axis.x(fault.from()), axis.x(fault.to()), top, bottom);
        }
        for (Bar bar : bars) {
            double y = top - height() + bar.row() * ROW_HEIGHT;
            band(html, bar.fault(), bar.left(), bar.right(), top, bottom);
            Svg.rectangle(
                    html,
                    "fault-bar",
                    bar.left(),
                    y,
                    bar.right() - bar.left(),
                    ROW_HEIGHT - 2,
                    bar.fault().label());
            Svg.text(html, "fault-label", bar.labelLeft() + 4, y + ROW_HEIGHT - 5, label(bar.fault()));
        }
    }

    private static void band(Markup html, Fault fault, double left, double right, double top, double bottom) {
        if (!fault.isMoment()) {
            Svg.rectangle(html, "fault-band", left, top, right - left, bottom - top);
            Svg.line(html, "fault-edge", right, top, right, bottom);
        }
        Svg.line(html, "fault-edge", left, top, left, bottom);
    }
}
