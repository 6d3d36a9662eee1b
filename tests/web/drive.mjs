// Drives a real browser by lines on standard input, for programs that are not JavaScript.
//
//   goto URL · fill SELECTOR ⇥ TEXT · press KEY · click SELECTOR · wait SELECTOR · shot FILE
//
// Answers every line with `ok` or `failed: why`. Usage: node drive.mjs WIDTH HEIGHT LANGUAGE
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

const [width, height, locale] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
});
const page = await browser.newPage({ viewport: { width: Number(width), height: Number(height) }, locale });
page.setDefaultTimeout(10_000);

/** @type {Record<string, (rest: string) => Promise<unknown>>} */
const verbs = {
  goto: (url) => page.goto(url),
  fill: (rest) => {
    const [selector = "", text = ""] = rest.split("\t");
    return page.fill(selector, text);
  },
  press: (key) => page.keyboard.press(key),
  click: (selector) => page.click(selector),
  wait: (selector) => page.waitForSelector(selector),
  shot: (path) => page.screenshot({ path }),
};

for await (const line of createInterface({ input: process.stdin })) {
  const space = line.indexOf(" ");
  const [verb, rest] = space < 0 ? [line, ""] : [line.slice(0, space), line.slice(space + 1)];
  try {
    const act = verbs[verb];
    if (!act) throw new Error("no such verb");
    await act(rest);
    console.log("ok");
  } catch (error) {
    console.log(`failed: ${String(error).split("\n")[0]}`);
  }
}
await browser.close();
