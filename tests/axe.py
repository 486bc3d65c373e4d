"""What axe has to say of a page that a test looks at (tests/browser.py)."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

# What another set of colours may change.
COLOUR_RULES = ["color-contrast", "link-in-text-block"]
# axe works out the colours of every element anew, which takes it a third of its time; a page has a few dozen.
REMEMBER_COLOURS = """() => {
    const { prototype } = axe.commons.color.Color;
    const { parseString } = prototype;
    const known = new Map();
    prototype.parseString = function (text) {
        if (known.has(text)) return Object.assign(this, known.get(text));
        parseString.call(this, text);
        const { r, g, b, alpha } = this;
        known.set(text, { r, g, b, alpha });
        return this;
    };
}"""


def found(tab: Page, rules: dict[str, Any]) -> list[str]:
    """What is wrong by these rules: the rule, the element, and why.

    axe is read in once for each page, and says only what is wrong: telling all that is right takes it longer.
    """
    if not tab.evaluate("'axe' in window"):
        tab.evaluate(AXE_SCRIPT)
        tab.evaluate(REMEMBER_COLOURS)
    violations = tab.evaluate(
        "rules => axe.run(rules).then((found) => found.violations)", {"resultTypes": ["violations"], **rules}
    )
    return [
        f"{violation['id']}: {node['html'][:200]} {node['failureSummary'][:400]}"
        for violation in violations
        for node in violation["nodes"]
    ]
