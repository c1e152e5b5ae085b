// What the scripts of the station hand to one another, and what browsers have
// that TypeScript does not know yet. Read by the checker, never served.

interface BallotList {
  style: "cross_out" | "agree_disagree";
  seats: number;
  names: string[];
}

interface SheafEntry {
  number: number;
  size: number;
  status?: string;
  entered?: string[];
}

/** The package of a pass, as api/station.go makes it. */
interface Pack {
  round?: string;
  pass: string;
  title?: string;
  rehearsal?: boolean;
  tag?: string;
  codes: boolean;
  manifest?: string[];
  list: BallotList;
  defects: { reason: string; text: string }[];
  clause: string;
  machine?: boolean;
  picture?: any;
  check?: string[];
  trust?: { papers: number; sure: number; unsure: number; differing: number; drawn: number; agreed: number; fault: string };
  sheaves: SheafEntry[];
  pair?: { account: string; typist: string; reader: string };
}

/** A paper that is being entered, or was: a code's hash, or why it has none. */
interface Paper {
  rows: string[];
  defect: string;
  hash?: string;
  check?: string;
  cause?: string;
  issued?: boolean;
  text?: string;
  machine?: { rows: string[]; defect: string; unsure: boolean };
}

interface Pass {
  pass: string;
  mine: boolean;
  other: string;
  left: number[];
  readers: string[];
}

interface Round {
  round: string;
  congress: string;
  title: string;
  passes: Pass[];
}

/** Who is on the tablet and what there is to count, as api/station_home.go makes it. */
interface Home {
  key: string;
  device?: { id: string; congress: string; state: string };
  person?: { name: string };
  people: { id: string; name: string; pin: boolean }[];
  rounds: Round[];
}

interface Answer {
  ok: boolean;
  body?: any;
  code?: string;
  detail?: string;
  status?: number;
}

/** Which sheaf a batch is of. */
interface About {
  round: string;
  pass: string;
  sheaf: number;
}

interface Navigator {
  storageBuckets: { open(name: string, options: { persisted: boolean }): Promise<{ indexedDB: IDBFactory }> };
}

interface MediaTrackCapabilities {
  torch?: boolean;
}

interface MediaTrackConstraintSet {
  torch?: boolean;
}
