"""The page by reportlab, weasyprint and typst: `others.py TEXT FONT FOLDER` writes the files and prints the medians."""

import statistics
import sys
import time
from pathlib import Path

import typst
import weasyprint
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

ROUNDS = 30
NAME = "BabelStone Han"


def by_reportlab(lines, font, out):
    pdfmetrics.registerFont(TTFont(NAME, font))

    def draw(_):
        canvas = Canvas(str(out), pagesize=(595, 842))
        canvas.setFont(NAME, 9)
        for index, line in enumerate(lines):
            canvas.drawString(48, 842 - 50 - 16 * index, line)
        canvas.save()

    return draw


def by_weasyprint(lines, font, out):
    style = (
        f"@font-face {{ font-family: own; src: url(file://{font}) }}"
        "@page { size: A4; margin: 40pt 48pt } p { font: 9pt/16pt own; margin: 0 }"
    )
    page = f"<style>{style}</style>" + "".join(f"<p>{line}</p>" for line in lines)

    def draw(_):
        weasyprint.HTML(string=page).write_pdf(out)

    return draw


def by_typst(lines, font, out):
    source = out.with_suffix(".typ")
    head = f'#set page(paper: "a4", margin: 48pt)\n#set text(font: "{NAME}", size: 9pt)\n'
    body = " \\\n".join(line.replace("#", "\\#") for line in lines)
    source.write_text(head)
    compiler = typst.Compiler(source, font_paths=[Path(font).parent], ignore_system_fonts=True)

    def draw(number):
        # It remembers what it has set before: another margin each time, so that it has to set the page again.
        source.write_text(f"{head}#v({number / 100}pt)\n#set text(tracking: {number / 10000}pt)\n{body}\n")
        compiler.compile(source, output=out)

    return draw


def median_ms(draw):
    draw(0)
    times = []
    for number in range(1, ROUNDS):
        started = time.perf_counter()
        draw(number)
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)


def main():
    text, font, folder = sys.argv[1:]
    lines = Path(text).read_text().splitlines()
    for name, by in (("reportlab", by_reportlab), ("weasyprint", by_weasyprint), ("typst", by_typst)):
        out = Path(folder, f"{name}.pdf")
        print(f"{name} {median_ms(by(lines, font, out)):.1f}", flush=True)


main()
