// Questions and what else a desk shows over itself: whose keys are whose.
import assert from "node:assert/strict";
import { test } from "node:test";
import { CARD, deskAt } from "./support/desk.mjs";
import { hallWith } from "./support/hall.mjs";

const hall = hallWith(["zhang"]);
const atDesk = deskAt(hall);

test("a key right after Esc is the desk's again, whatever was asked", async (t) => {
  const desk = await atDesk(t, 3);
  const title = desk.page.locator("#dialog[open] #dialog-title");
  await hall.stage.take(CARD, "student-id-replacement");
  await desk.call();
  await desk.start();
  for (const name of ["finish", "park", "transfer", "give", "pause", "keys", "figures"]) {
    for (let times = 0; times < 3; times += 1) {
      await desk.ask(name);
      // Both within one frame, as fast fingers and a slow screen have it.
      await Promise.all([desk.press("Escape"), desk.press("h")]);
      assert.equal(await title.textContent(), "按键与字号", name);
      await desk.back();
    }
  }
  await desk.serve();
  await desk.leave();
});

test("what was not answered does not happen after Esc", async (t) => {
  const desk = await atDesk(t, 3);
  const { page } = desk;
  await hall.stage.take(CARD);
  await desk.call();
  await desk.start();
  await desk.ask("park");
  await Promise.all([desk.press("Escape"), desk.press("3")]);
  await page.locator('#items input[value="needs_materials"]:checked').waitFor({ state: "attached" });
  await desk.ask("keys");
  await page.locator('.keys [data-of="park"]').click();
  await Promise.all([desk.press("Escape"), desk.press("F6")]);
  assert.equal(await desk.key("park"), "P", "a key pressed after Esc is chosen for nothing");
  await desk.phase("serving");
  await desk.serve();
  await desk.leave();
});

test("what is not about the visitor stays when they change", async (t) => {
  const desk = await atDesk(t, 3);
  await hall.stage.take(CARD);
  await desk.may("call_next");
  await Promise.all([desk.press("Space"), desk.press("h")]);
  await desk.phase("called");
  assert.equal(await desk.page.locator("#dialog[open] .keys").count(), 1, "the keys are still there");
  await desk.back();
  await desk.serve();
  await desk.leave();
});

test("a click beside the controls leaves the keys with the question", async (t) => {
  const desk = await atDesk(t, 3);
  await desk.ask("pause");
  await desk.page.locator("#dialog-title").click();
  await desk.press("2");
  await desk.mode("paused");
  await desk.act("continue");
  await desk.mode("open");
  await desk.ask("close");
  await desk.page.mouse.click(20, 400);
  await desk.press("Enter");
  await desk.mode("closed");
  await desk.leave();
});
