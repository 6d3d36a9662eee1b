// What the feed and the page hand to the scripts; the shapes of `hall_api::views`. For the type checker only, never served.

export interface Label { zh: string; en: string }
export interface TicketNumber { prefix: string; number: number }
export interface Update<V> { version: number; now: number; view: V }

export type Mode =
  | { mode: "open" }
  | { mode: "paused"; reason: string; until: number | null }
  | { mode: "closed" };
export type Outcome = "done" | "accepted" | "needs_materials" | "refused" | "consulted";
export type ParkKind = "at_window" | "any_window" | "this_window";

export interface DeskItem { item: string; name: Label; materials: Label[]; outcome: Outcome | null; here: boolean }
export interface DeskTicket {
  ticket: number; number: TicketNumber; serving: boolean; since: number; issued_at: number;
  recalls_left: number; recall_at: number; class_credit: boolean; english: boolean;
  items: DeskItem[]; notes: string[];
}
export interface DeskWaiting { ticket: number; number: TicketNumber; issued_at: number }
export interface DeskLine { line: string | null; name: Label; own: boolean; waiting: number; next: DeskWaiting[] }
export interface DeskParked { ticket: number; number: TicketNumber; kind: ParkKind; since: number; back: boolean }
export interface DeskMissed { ticket: number; number: TicketNumber; until: number }
export interface DeskView {
  window: number; name: Label; state: Mode; clerk: string | null; ticket: DeskTicket | null;
  waiting: number; lines: DeskLine[]; parked: DeskParked[]; missed: DeskMissed[];
}

export type TicketState =
  | { state: "waiting" | "done" | "cancelled" | "expired" }
  | { state: "called" | "serving"; window: number }
  | { state: "no_show"; until: number }
  | { state: "parked"; window: number | null; back: boolean };
export interface TicketView {
  number: TicketNumber; state: TicketState; people_ahead: number | null;
  wait: { from_minutes: number; to_minutes: number } | null;
  area: Label; items: { name: Label; decided: boolean }[];
}

export interface Problem { code: string; status: number; text: Label; reference?: string; params?: { window?: number } }

export type Language = "zh" | "en";
export type Texts = Record<string, string>;
export interface DeskPage {
  window: number; staff: string; language: Language; zone: string; grace_minutes: number; texts: Texts;
  lines: { id: string; label: string }[]; windows: { id: number; label: string }[];
}

export type ActionName =
  | "call_next" | "start" | "finish" | "recall" | "no_show" | "put_back" | "park" | "transfer"
  | "resume" | "void_class" | "pause" | "continue" | "open" | "close" | "call" | "return" | "record";
