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

export interface DeskItem { item: string; name: Label; materials: Label[]; outcome: Outcome | null; here: boolean; not_here?: NotHere }
export type NotHere =
  | { because: "after"; item: Label }
  | { because: "elsewhere"; line: Label; windows: number[]; opens_at: number | null };
export interface DeskTicket {
  ticket: number; number: TicketNumber; serving: boolean; since: number; issued_at: number;
  recalls_left: number; recall_at: number; class_credit: boolean; english: boolean;
  items: DeskItem[]; notes: string[]; return_code?: string;
}
export interface DeskWaiting { ticket: number; number: TicketNumber; issued_at: number }
export interface DeskLine { line: string | null; name: Label; own: boolean; waiting: number; next: DeskWaiting[] }
export interface DeskParked { ticket: number; number: TicketNumber; kind: ParkKind; since: number; back: boolean; late: boolean }
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
  number: TicketNumber; state: TicketState; late: boolean; may_be_late: boolean; people_ahead: number | null;
  wait: { from_minutes: number; to_minutes: number } | null;
  area: Label; items: { name: Label; decided: boolean }[];
  rating: { ended_at: number; until: number; given: boolean; day_over: boolean } | null;
}

export interface Call { call: number; number: TicketNumber; window: number; at: number; serving: boolean; english: boolean }
export type PrinterState = "ok" | "near_end" | "out" | "cover" | "cutter" | "fault" | "away" | "garbage" | "unknown";
export type Alarm =
  | { kind: "clock_held" }
  | { kind: "voice_muted"; since: number }
  | { kind: "line_unserved" | "line_long"; line: string; waiting: number }
  | { kind: "wait_long"; line: string; since: number }
  | { kind: "window_idle"; window: number; since: number; waiting: number }
  | { kind: "printer"; device: string; state: PrinterState }
  | { kind: "print_uncertain"; device: string; jobs: number }
  | { kind: "certificates_closed"; reason: string }
  | { kind: "records_away"; since: number }
  | { kind: "signing_key_ends"; at: number }
  | { kind: "office_printer"; device: string; state: string }
  | { kind: "copies_uncertain"; device: string; copies: number }
  | { kind: "device_away"; device: string; since: number | null };
export interface SupervisorWindow {
  window: number; name: Label; state: Mode; since: number | null; clerk: string | null; clerk_name: string | null;
  call: Call | null; free_since: number | null; waiting: number; own: string[]; helps: string[];
}
export interface SupervisorLine {
  line: string; name: Label; prefix: string; full: boolean; served: boolean; closing: boolean; closes_soon: boolean;
  opening: { state: "open"; until: number } | { state: "closed"; opens_at: number | null };
  extended_until: number | null; waiting: number; longest: number | null; wait: { from_minutes: number; to_minutes: number } | null; windows: number;
}
export interface PrinterStatus {
  state: PrinterState; since: number | null; detail: string | null;
  queue: { job: number; number: TicketNumber | null; clears: boolean; at: number }[];
  uncertain: { job: number; ticket: number; number: TicketNumber; outcome: "unknown" | "refused"; detail: string | null; at: number }[];
}
export interface DeviceStatus {
  device: string; kind: "kiosk" | "display" | "agent"; connected: boolean; since: number | null; printer: PrinterStatus | null;
  office_printer: OfficePrinterStatus | null;
}
export interface OfficePrinterStatus {
  state: string | null; since: number | null; detail: string | null; queue: number;
  uncertain: { job: number; certificate: number; number: string; detail: string | null; at: number }[];
}
export interface LowRating {
  number: TicketNumber; level: number; window: number; line: string; clerk_name: string | null;
  reasons: Label[]; comment: string | null; at: number;
}
export interface SupervisorView {
  day: string; clock_held: boolean; voice_muted_since: number | null; alarms: Alarm[]; windows: SupervisorWindow[]; lines: SupervisorLine[];
  print_jobs_open: number; devices: DeviceStatus[]; notices: { id: number; text: Label; until: number }[]; deeds: Deed[];
  ratings: { levels: number[]; low: LowRating[] };
  ready: { id: number; code: string; window: number | null; until: number }[];
}
export interface Deed {
  at: number; staff: string; staff_name: string | null; action: string;
  window: number | null; line: string | null; number: TicketNumber | null; about: string | null;
}
export interface SupervisorPage {
  staff: string; language: Language; zone: string; texts: Texts; lines: Record<string, string>; clerks: { id: string; name: string }[];
}

export interface Problem { code: string; status: number; text: Label; reference?: string; params?: { window?: number } }

/** What `GET /tickets/by-number/{number}` tells. */
export interface ScannedTicket { ticket: number; number: string; state: TicketState; cannot_return: string | null }

export type Language = "zh" | "en";
export type Texts = Record<string, string>;
export interface DeskPage {
  window: number; staff: string; language: Language; zone: string; grace_minutes: number; texts: Texts;
  lines: { id: string; label: string }[]; windows: { id: number; label: string }[];
  items: OfferedItem[]; keys: Record<KeyAction, string>; usual_keys: [KeyAction, string][]; named_keys: string[]; large: boolean;
}
export interface OfferedItem { code: string; name: string; line: string; found_by: string }

/** What has a key; pausing and going on are one. */
export type KeyAction =
  | "call_next" | "start" | "finish" | "recall" | "no_show" | "put_back" | "park" | "transfer" | "resume" | "void_class"
  | "give" | "call" | "record" | "pause" | "open" | "close" | "large" | "keys" | "figures";
export type ActionName =
  | "call_next" | "start" | "finish" | "recall" | "no_show" | "put_back" | "park" | "transfer"
  | "resume" | "void_class" | "pause" | "continue" | "open" | "close" | "call" | "return" | "record" | "give" | "give_serve";

export interface LedgerCopy {
  job: number; device: string; at: number; outcome: "confirmed" | "unknown" | "refused" | null; reprint: boolean;
  ordered_by: string | null; detail: string | null;
}
export interface LedgerEntry {
  id: number; number: string; kind: Label; language: Language; name: string; person: string; purpose: Label | null; at: number;
  sha256: string; kept: boolean; copies: LedgerCopy[]; revoked: { at: number; by: string; reason: string } | null;
}
export interface LedgerPage { language: Language; zone: string; texts: Texts; kiosks: string[]; may_revoke: boolean }

export interface StatisticsPage {
  labels: string[];
  charts: { name: string; series: { label: string; values: (number | null)[] }[] }[];
}
export interface OwnFigures {
  day: string; visitors: number; no_shows: number; open_ms: number; paused_ms: number;
  outcomes: Record<Outcome, number>;
  service: { count: number; sum_ms: number; p50_ms: number; p90_ms: number; max_ms: number } | null;
}

declare global {
  /** Of `vendor/chart.umd.min.js`, as far as it is used. */
  class Chart {
    static defaults: { font: { family: string; size: number } };
    constructor(canvas: HTMLCanvasElement, chart: object);
    resize(): void;
  }
}
