import MiniSearch from "minisearch";
import { contentStems, stem, wordsOf } from "./stems";
import { STOP_WORDS } from "./stopWords";

/** BM25 as everyone uses it (Robertson & Zaragoza 2009): k1 is `k`; `d` 0 is plain BM25. */
const BM25 = { k: 1.2, b: 0.75, d: 0 };
const NEIGHBOUR_WEIGHT = 0.5;

export interface WordEntry {
  /** The text that is found. */
  own: string;
  /** What was said just before it: counts half. "" for nothing. */
  before: string;
}

export interface WordSearch {
  limit: number;
  /** The last word may be the beginning of one (search as you type). Off unless asked for. */
  prefix?: boolean;
  filter?: (key: string) => boolean;
}

/** BM25 over short texts, found by key. A key is added once; adding it again replaces it. */
export interface WordIndex {
  readonly size: number;
  /** O(words of the entry). */
  add(key: string, entry: WordEntry): void;
  /** O(words of the entry); false where the key is not there. */
  remove(key: string): boolean;
  has(key: string): boolean;
  /** Keys and scores, best first, ties by key; an array is taken as stems. O(entries that hold any of the words, times log of them). */
  search(query: string | readonly string[], options: WordSearch): [key: string, score: number][];
  /**
   * How telling a stem is: ln(1 + (N - df + .5) / (df + .5)) over own texts, the highest for a stem nobody used.
   * O(1) after the first call for a stem since the last change.
   */
  idf(stem: string): number;
}

interface Stored extends WordEntry {
  key: string;
}

/** An empty word index on minisearch. It keeps the texts, so that removing one is exact and not lazy. */
export function createWordIndex(): WordIndex {
  const stored = new Map<string, Stored>();
  const frequencies = new Map<string, number>();
  const mini = new MiniSearch<Stored>({
    fields: ["own", "before"],
    idField: "key",
    tokenize: contentStems,
    processTerm: (term) => term,
    autoVacuum: false,
  });

  function count(own: string, by: number): void {
    for (const term of new Set(contentStems(own))) {
      const next = (frequencies.get(term) ?? 0) + by;
      if (next > 0) frequencies.set(term, next);
      else frequencies.delete(term);
    }
  }

  function remove(key: string): boolean {
    const entry = stored.get(key);
    if (!entry) return false;
    mini.remove(entry);
    stored.delete(key);
    count(entry.own, -1);
    return true;
  }

  return {
    get size() {
      return stored.size;
    },
    add(key, entry) {
      remove(key);
      const row = { key, own: entry.own, before: entry.before };
      stored.set(key, row);
      mini.add(row);
      count(row.own, 1);
    },
    remove,
    has: (key) => stored.has(key),
    search(query, { limit, prefix = false, filter }) {
      const asked = [...new Set(askedTerms(query, prefix))];
      if (asked.length === 0 || limit <= 0) return [];
      const last = asked.length - 1;
      const hits = mini.search(asked.join(" "), {
        tokenize: () => asked,
        processTerm: (term) => term,
        boost: { before: NEIGHBOUR_WEIGHT },
        bm25: BM25,
        combineWith: "OR",
        prefix: prefix ? (_term, at) => at === last : false,
        ...(filter ? { filter: (hit) => filter(hit.id as string) } : {}),
      });
      const best = hits.map((hit): [string, number] => [hit.id as string, hit.score]);
      best.sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
      return best.slice(0, limit);
    },
    idf(term) {
      const having = frequencies.get(term) ?? 0;
      return Math.log(1 + (stored.size - having + 0.5) / (having + 0.5));
    },
  };
}

function askedTerms(query: string | readonly string[], prefix: boolean): readonly string[] {
  if (typeof query !== "string") return query;
  return prefix ? typedTerms(query) : contentStems(query);
}

/** While typing, the last word is unfinished: it is looked for as it stands, even where it is a stop word so far. */
function typedTerms(query: string): string[] {
  const words = wordsOf(query);
  const last = words.pop();
  if (last === undefined) return [];
  const finished = words.filter((word) => !STOP_WORDS.has(word)).map(stem);
  const stemmed = stem(last);
  return [...finished, stemmed.length < last.length && last.startsWith(stemmed) ? stemmed : last];
}
