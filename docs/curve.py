"""Draw how often claims are right by the confidence they were given: `python -m docs.curve`."""

from matplotlib.figure import Figure

from docs.pictures import IMAGES
from tests.gold.calibrate import judge_all
from tracker.evaluate.calibration import calibration

FEW = 15  # claims: a share of fewer says too little to be drawn


def main() -> None:
    """Draw the shares with their intervals beside the line on which a reading that knows itself lies."""
    rows = [row for row in calibration(judge_all()) if row["n"] >= FEW]
    said, right = [row["said"] for row in rows], [row["right"] for row in rows]
    below = [row["right"] - row["interval"][0] for row in rows]
    above = [row["interval"][1] - row["right"] for row in rows]
    figure = Figure(figsize=(5.2, 4.4), layout="constrained")
    axes = figure.subplots()
    axes.plot([0.5, 1], [0.5, 1], color="#999999", linewidth=1, label="as often as said")
    axes.errorbar(said, right, yerr=[below, above], fmt="o", color="#1f5fa8", capsize=3, label="measured, 95 %")
    for row in rows:
        axes.annotate(
            f"{row['n']}", (row["said"], row["right"]), xytext=(7, -11), textcoords="offset points", fontsize=9
        )
    axes.set(
        xlabel="confidence given to a claim",
        ylabel="share of such claims that were right",
        xlim=(0.5, 1.0),
        ylim=(0.5, 1.02),
    )
    axes.grid(color="#e5e5e5")
    axes.legend(loc="upper left", frameon=False)
    figure.savefig(IMAGES / "calibration.png", dpi=110)


if __name__ == "__main__":
    main()
