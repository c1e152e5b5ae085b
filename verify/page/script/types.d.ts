// What the scripts hand to one another, and the two tables that the page puts before
// them. Read by the checker alone.

interface Form { [place: string]: string }
declare const FORMS: { files: { [name: string]: Form }; events: { [kind: string]: Form } };
declare const WORDS: string[];

interface BundleFile { name: string; content: Uint8Array }
interface LogEvent { at?: string; by?: string; role?: string; kind?: string; state?: string; data: any }
interface Check { number: number; code: string; title: string; skipped: boolean; failures: string[] }

/** Notes what does not hold. */
type Say = (ok: any, found: string) => void;

/** What was found so far. */
interface Found { say: Say; any(): boolean; all(): string[] }

interface Bundle {
  files: BundleFile[];
  misshapen: Found;
  leaves: Uint8Array[];
  roots: Uint8Array[];
  events: LogEvent[];
  def: any;
  res: any;
  people: any[];
  contests: any[];
  rounds: any[];
  sealed: any[];
  results: any[];
  manifests: any[];
  contestOf(round: any): any;
  of(round: any): LogEvent[];
  result(round: any): any;
  person(id: string): any;
  name(round: any): string;
  baseOf(round: any): any;
  opened(round: any): boolean;
}

interface Candidate {
  id: string; name: string; incumbent: boolean; female: boolean; ethnic_minority: boolean; born: string; tenure: string;
}
interface List { seats: number; candidates: Candidate[] }
interface Definition {
  round_id: string; congress: string; organisation: string; term: string; profile: string; rehearsal: boolean;
  contest: string; office: string; round: number; kind: string; style: string; list: List; code_mode: string;
  alternates: number; in_term: boolean; missing: boolean;
}
interface Row { id: string; votes: number; disagree: number; uncounted: number }
interface Sheet {
  issued: number; returned: number; valid: number; invalid: number; invalid_reasons: { [reason: string]: number } | null;
  rows: Row[] | null;
}
interface Account {
  base: number; present: number; printed: number; handed_out: number; unused: number; destroyed: number;
  exchanged: number; returned: number; not_returned: number; sheet: Sheet;
}
