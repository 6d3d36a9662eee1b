// What keys and clicks mean: each asks where it must, then hands one command to the outbox. The rules of when are the
// verdicts'; the rules of the hall are the server's.
import * as dialogs from "./dialogs.js";
import { OUTCOMES } from "./choices.js";
import { byId, make } from "./dom.js";
import { showFigures } from "./figures.js";
import { askGive } from "./give.js";
import { askKeys } from "./keys_dialog.js";
import { numberText } from "./words.js";

/** @typedef {import("../views.js").DeskPage} DeskPage */
/** @typedef {import("../views.js").DeskView} DeskView */
/** @typedef {import("../views.js").DeskTicket} DeskTicket */
/** @typedef {import("../views.js").ActionName} ActionName */
/** @typedef {import("../views.js").KeyAction} KeyAction */
/** @typedef {import("./verdicts.js").ButtonName} ButtonName */

/**
 * @typedef {object} Desk
 * @property {DeskPage} page
 * @property {() => DeskView | null} view
 * @property {() => number} now the server's clock, UTC milliseconds
 * @property {(name: import("./verdicts.js").Judged) => import("./verdicts.js").Why} why
 * @property {import("./settings.js").Settings} settings
 * @property {ReturnType<typeof import("./outbox.js").outbox>} outbox
 * @property {import("./choices.js").Choices} choices
 * @property {import("./words.js").Words} words
 * @property {(text: string, tone: "calm" | "ok" | "warning" | "danger") => void} say
 * @property {() => void} redraw
 */

const PAUSE_REASONS = ["break", "meal", "meeting", "paperwork", "fault"];
const PARK_KINDS = ["at_window", "any_window", "this_window"];

/** @param {Desk} desk */
export function actions(desk) {
  const { page, outbox, choices, words, settings } = desk;
  const at = `/api/v1/windows/${page.window}`;

  /** @param {(ticket: DeskTicket, number: string) => void} act */
  const withTicket = (act) => () => {
    const ticket = desk.view()?.ticket;
    if (ticket) act(ticket, numberText(ticket.number));
  };
  /**
   * @param {ActionName} name
   * @param {string} path
   */
  const direct = (name, path) =>
    withTicket((ticket, number) => outbox.act(name, number, `${at}/${path}`, { ticket: ticket.ticket }));

  /**
   * @param {string} title
   * @param {string[]} body
   * @param {string} yes
   * @param {KeyAction | "Enter"} asked the action whose key asked and may answer
   * @param {boolean} danger
   * @param {() => void} confirmed
   */
  function ask(title, body, yes, asked, danger, confirmed) {
    const again = asked === "Enter" ? "Enter" : settings.keyOf(asked);
    const keyName = settings.textOf(again);
    dialogs.confirm(words, { title, body: body.map((text) => make("p", {}, text)), yes, again, keyName, danger }, confirmed);
  }

  const finish = withTicket((ticket, number) => {
    const outcomes = choices.outcomes(ticket);
    const rows = ticket.items.map((item, row) => {
      const choice = choices.choice(ticket, row) ?? item.outcome ?? "leave";
      return make(
        "li",
        { "data-outcome": choice },
        make("span", {}, words.label(item.name)),
        make("b", {}, words.text(`outcome.${choice}`)),
      );
    });
    const isLeft = ticket.items.some((item, row) => (choices.choice(ticket, row) ?? item.outcome ?? "leave") === "leave");
    const body = [
      make("ul", { class: "summary" }, ...rows),
      ...(isLeft ? [make("p", {}, words.text("dialog.finish_left"))] : []),
    ];
    const title = words.text("dialog.finish_title", { number });
    const again = settings.keyOf("finish");
    dialogs.confirm(words, { title, body, yes: words.text("action.finish"), again, keyName: settings.textOf(again) }, () =>
      outbox.act("finish", number, `${at}/finish`, { ticket: ticket.ticket, outcomes }),
    );
  });

  const park = withTicket((ticket, number) =>
    dialogs.choose(words, {
      title: words.text("dialog.park_title", { number }),
      text: words.text("dialog.park_text"),
      options: PARK_KINDS.map((kind, index) => ({
        key: String(index + 1),
        title: words.text(`dialog.park_${kind}`),
        hint: words.text(`dialog.park_${kind}_hint`),
        pick: () => outbox.act("park", number, `${at}/park`, { ticket: ticket.ticket, kind }),
      })),
    }),
  );

  const pause = () => {
    const { element, minutes } = dialogs.minutesChoice(words);
    dialogs.choose(words, {
      title: words.text("dialog.pause_title"),
      options: PAUSE_REASONS.map((reason, index) => ({
        key: String(index + 1),
        title: words.text(`reason.${reason}`),
        pick() {
          const for_minutes = minutes();
          const until = for_minutes === null ? null : Math.round(desk.now() + for_minutes * 60_000);
          outbox.act("pause", "", `${at}/pause`, { reason, until });
        },
      })),
      more: element,
    });
  };

  const transfer = withTicket((ticket, number) =>
    dialogs.askTransfer(words, number, openItems(ticket, words), page, (items, to, note) =>
      outbox.act("transfer", number, `${at}/transfer`, { ticket: ticket.ticket, items, to, note }),
    ),
  );

  const open = () => {
    const act = () => outbox.act("open", "", `${at}/open`, null);
    if (desk.view()?.state.mode === "closed") return act();
    const [title, text] = [words.text("dialog.take_over_title"), words.text("dialog.take_over_text")];
    ask(title, [text], words.text("why.taken_over"), "open", true, act);
  };

  const close = () => {
    const ticket = desk.view()?.ticket;
    const called = ticket ? [words.text("dialog.close_called", { number: numberText(ticket.number) })] : [];
    const body = [words.text("dialog.close_text"), ...called];
    ask(words.text("dialog.close_title"), body, words.text("action.close"), "close", true, () =>
      outbox.act("close", "", `${at}/close`, null),
    );
  };

  /**
   * @param {number} ticket
   * @param {"resume" | "return"} how
   */
  function comeBack(ticket, how) {
    const view = desk.view();
    const away = [...(view?.parked ?? []), ...(view?.missed ?? [])].find((entry) => entry.ticket === ticket);
    const why = desk.why("resume") ?? (how === "resume" && view?.ticket ? hasTicket(view.ticket) : null);
    if (!away) return;
    if (why) return refuse(words.text(how === "resume" ? "list.resume" : "list.returned"), why);
    const number = numberText(away.number);
    if (how === "resume") outbox.act("resume", number, `${at}/resume`, { ticket });
    else outbox.act("return", number, `/api/v1/tickets/${ticket}/return`, null);
  }

  /** @param {DeskTicket} ticket */
  const hasTicket = (ticket) => ({ key: "has_ticket", values: { number: numberText(ticket.number) } });

  const whoIsBack = () => {
    const view = desk.view();
    if (!view) return;
    const busy = view.ticket ? hasTicket(view.ticket) : null;
    const parked = view.parked.map((entry) => ({
      entry,
      how: entry.kind === "at_window" ? /** @type {const} */ ("resume") : /** @type {const} */ ("return"),
      hint: words.away(entry),
    }));
    const missed = view.missed.map((entry) => ({
      entry,
      how: /** @type {const} */ ("return"),
      hint: words.text("list.until", { time: words.clock(entry.until) }),
    }));
    dialogs.choose(words, {
      title: words.text("dialog.resume_title"),
      options: [...parked, ...missed].slice(0, 9).map(({ entry, how, hint }, index) => ({
        key: String(index + 1),
        title: `${numberText(entry.number)} · ${words.text(how === "resume" ? "list.resume" : "list.returned")}`,
        hint,
        ...(how === "resume" && busy ? { why: words.text(`why.${busy.key}`, busy.values) } : {}),
        pick: () => comeBack(entry.ticket, how),
      })),
    });
  };

  /** Somebody stands here without a number. */
  const give = () => {
    const here = new Set(desk.view()?.lines.map((line) => line.line));
    const whyNotServe = () => {
      const why = desk.why("give_serve");
      return why && words.text(`why.${why.key}`, why.values);
    };
    askGive(words, page, { isHere: (item) => here.has(item.line), whyNotServe }, (items, serve, english) =>
      outbox.act(serve ? "give_serve" : "give", "", `${at}/give`, { items, serve, english }),
    );
  };

  /** @type {Record<ButtonName, () => void>} */
  const buttons = {
    call_next: () => outbox.act("call_next", "", `${at}/call-next`, { believed: null }),
    start: direct("start", "start"),
    finish,
    recall: direct("recall", "recall"),
    no_show: withTicket((ticket, number) => {
      const text = words.text("dialog.no_show_text", { n: page.grace_minutes });
      ask(words.text("dialog.no_show_title", { number }), [text], words.text("action.no_show"), "no_show", true, () =>
        outbox.act("no_show", number, `${at}/no-show`, { ticket: ticket.ticket }),
      );
    }),
    put_back: direct("put_back", "put-back"),
    park,
    transfer,
    resume: whoIsBack,
    void_class: withTicket((ticket, number) => {
      const [title, text] = [words.text("dialog.void_class_title", { number }), words.text("dialog.void_class_text")];
      ask(title, [text], words.text("action.void_class"), "void_class", true, () =>
        outbox.act("void_class", number, `${at}/void-class`, { ticket: ticket.ticket }),
      );
    }),
    give,
    pause,
    continue: () => outbox.act("continue", "", `${at}/continue`, null),
    open,
    close,
  };

  /**
   * @param {string} action
   * @param {NonNullable<import("./verdicts.js").Why>} why
   */
  function refuse(action, why) {
    desk.say(`${action}: ${words.text(`why.${why.key}`, why.values)}`, "warning");
  }

  /**
   * A button or its key.
   * @param {ButtonName} name
   */
  function press(name) {
    const why = desk.why(name);
    // A second press of the same while the first is on its way is no mistake to tell of: it does nothing.
    if (why?.key === "busy" && outbox.latest() === name) return;
    if (why) refuse(words.text(`action.${name}`), why);
    else buttons[name]();
  }

  /** The outcome of the selected item, before the visit ends. */
  function record() {
    const ticket = desk.view()?.ticket;
    const row = choices.selected();
    const outcome = ticket?.serving ? choices.choice(ticket, row) : null;
    const item = ticket?.items[row];
    if (!ticket || !item || outcome === null || outcome === "leave") return;
    const why = desk.why("finish");
    if (why?.key === "busy" && outbox.latest() === "record") return;
    if (why) return refuse(words.text("action.record"), why);
    const body = { ticket: ticket.ticket, item: item.item, outcome };
    outbox.act("record", numberText(ticket.number), `${at}/outcome`, body);
  }

  return {
    press,
    record,
    comeBack,
    /**
     * What a key is for.
     * @param {KeyAction} action
     */
    run(action) {
      if (action === "pause") press(desk.view()?.state.mode === "paused" ? "continue" : "pause");
      else if (action === "record") record();
      else if (action === "call") byId("find").focus();
      else if (action === "large") void settings.toggleLarge();
      else if (action === "keys") askKeys(words, settings);
      else if (action === "figures") void showFigures(words);
      else press(action);
    },
    /**
     * A number that was typed is of somebody who was away.
     * @param {number} ticket
     * @param {string} number
     * @param {"no_show" | "parked"} was
     */
    askReturn(ticket, number, was) {
      const isHere = desk.view()?.parked.some((entry) => entry.ticket === ticket && entry.kind === "at_window");
      const title = words.text("dialog.return_title", { number });
      ask(title, [words.text(`ask_return.${was}`)], words.text("list.returned"), "Enter", false, () => {
        if (isHere) comeBack(ticket, "resume");
        else outbox.act("return", number, `/api/v1/tickets/${ticket}/return`, null);
      });
    },
    /**
     * Calls a number out of turn.
     * @param {number} ticket
     * @param {string} number
     */
    callThis(ticket, number) {
      const why = desk.why("call_next");
      if (why) return refuse(words.text("action.call"), why);
      const [title, text] = [words.text("dialog.call_title", { number }), words.text("dialog.call_text")];
      ask(title, [text], words.text("action.call"), "Enter", false, () =>
        outbox.act("call", number, `${at}/call`, { ticket }),
      );
    },
    /**
     * Chooses an outcome for a row and goes on to the next row that has none yet.
     * @param {number} row
     * @param {import("./choices.js").Choice} choice
     */
    choose(row, choice) {
      const ticket = desk.view()?.ticket;
      if (!ticket?.serving) return;
      choices.choose(ticket, row, choice);
      desk.redraw();
    },
    /**
     * A digit: the outcome of the selected item.
     * @param {string} digit
     */
    digit(digit) {
      const ticket = desk.view()?.ticket;
      const choice = digit === "0" ? "leave" : OUTCOMES[Number(digit) - 1];
      if (!ticket?.serving || !choice) return;
      const row = choices.selected();
      choices.choose(ticket, row, choice);
      const later = ticket.items.findIndex((item, other) => other > row && item.here && item.outcome === null);
      if (later >= 0) choices.select(ticket, later);
      desk.redraw();
    },
    /** @param {number} row */
    select(row) {
      const ticket = desk.view()?.ticket;
      if (!ticket) return;
      choices.select(ticket, row);
      desk.redraw();
    },
    /** @param {number} step */
    move(step) {
      const ticket = desk.view()?.ticket;
      if (!ticket) return;
      choices.select(ticket, choices.selected() + step);
      desk.redraw();
    },
  };
}

/**
 * @param {DeskTicket} ticket
 * @param {import("./words.js").Words} words
 */
function openItems(ticket, words) {
  const open = ticket.items.filter((item) => item.outcome === null);
  return open.map((item) => ({ item: item.item, name: words.label(item.name) }));
}

/** @typedef {ReturnType<typeof actions>} Actions */
