import { areOpposite } from "../facts/contrasts";
import { type Figure, hardFigures } from "../facts/Figure";
import { conceptsOf, holds } from "../facts/overlap";
import type { EvidenceLine, Piece } from "../facts/readEvidence";
import type { Word } from "../facts/readStatement";
import type { Conflict } from "./Conflict";
import { areOpposedPlaces, areOpposedTurns } from "./opposedTurns";
import { nextOf } from "./placeOf";
import { hasForm, holdsFigure, sameMatter } from "./sameMatter";
import { isLeft } from "./stillConflict";

/** "Not" on one side only, opposites counted; and what speaks of all where the line speaks of some. */
export function polarityConflict(piece: Piece, line: EvidenceLine): Conflict | null {
  if (!piece.isNegated && !hasForm(piece, SUPPOSES) && piece.figures.some((figure) => isRefused(figure, line)))
    return "polarity";
  if (isForbidden(piece, line)) return "polarity";
  const closest = sameMatter(piece, line);
  if (!closest || hasForm(piece, /^(?:instead|rather)$/)) return null;
  if (isAnythingHeld(piece, line)) return "polarity";
  if (areOpposedTurns(piece, closest) || areOpposedPlaces(piece, line)) return "contrast";
  const odd = oddity(piece, closest);
  if (odd && !(piece.isNegated && isDeniedToo(piece, line))) return odd;
  if (isLeft(piece, closest) || (isOfAll(piece) && !line.pieces.some(isOfAll))) return "unsure";
  return !piece.isNegated && !hasForm(piece, /^need(?:s|ed)?$/) && isOnlyDenied(piece, closest, line)
    ? "polarity"
    : null;
}

const SUPPOSES = /^(?:would|should|normally|usually|really)$/;

/** "129 instead of 159": a figure that stands only behind a "not". */
function isRefused(figure: Figure, line: EvidenceLine): boolean {
  const at = figure.soft ? [] : line.pieces.filter((each) => holdsFigure(each, figure));
  return at.length > 0 && at.every((each) => each.isNegated && each.words.every((word) => word.weight < 1));
}

const PENDING =
  /^(?:still|yet|next|waiting|trying|until|till|pending|soon|under|below|due|open|outstanding|need|needs|needed)$/;

/** What kind of conflict it is that one of two pieces says "not"; null where it is none. */
function oddity(piece: Piece, evidence: Piece): Conflict | null {
  const said = conceptsOf(piece.words);
  const told = conceptsOf(evidence.words);
  const opposites = piece.words.filter(
    (word) =>
      !told.has(word.concept) &&
      evidence.words.some((each) => !said.has(each.concept) && areOpposite(word.concept, each.concept)),
  ).length;
  if ((piece.isNegated !== evidence.isNegated) === (opposites % 2 === 1) || agreesOtherwise(piece, evidence))
    return null;
  // "17 repaired, the other 6 sent home" does not deny that six were not.
  if (
    piece.isNegated &&
    piece.words.length === 1 &&
    hardFigures(evidence).length > 0 &&
    hardFigures(piece).length === 0
  )
    return "unsure";
  if (opposites > 0) return "contrast";
  // What is denied must be what the other says: "needn't be replaced" does not deny "is still good".
  const denied = deniedWords(piece.isNegated ? piece : evidence).filter((word) => piece.isNegated || word.weight >= 1);
  const other = piece.isNegated ? told : said;
  const isDenied = denied.some((word) => holds(other, word.concept)) || (!piece.isNegated && denied.length === 0);
  return isDenied ? "polarity" : "unsure";
}

/** "Not before June" is "until June", "not yet" is "still", "isn't there" is "away". */
function agreesOtherwise(piece: Piece, evidence: Piece): boolean {
  if (!piece.isNegated) return evidence.isNegated && hasForm(evidence, /^yet$/) && hasForm(piece, PENDING);
  const isUntil =
    hasForm(piece, /^(?:before|until|till|unless)$/) && piece.figures.some((figure) => holdsFigure(evidence, figure));
  return (
    isUntil ||
    (hasForm(piece, /^(?:yet|missing)$/) && hasForm(evidence, PENDING)) ||
    (hasForm(piece, /^(?:there|here|home|in)$/) && hasForm(evidence, /^(?:away|absent|gone|off)$/)) ||
    hasForm(evidence, /^still$/)
  );
}

const DENIES = /^(?:not|no|never|nobody|nothing|none|neither|nor|without|cannot|[a-z]+n't)$/;
const REACH = 4;

/** The word that a "not" denies: the next one, or else the one before it. */
function deniedWords({ tokens, from, words }: Piece): Word[] {
  const at = tokens.findIndex((token) => DENIES.test(token.form));
  if (at < 0) return words;
  const after = words.filter((word) => word.at > from + at && word.at <= from + at + REACH);
  return after.length > 0 ? after.slice(0, 1) : words.filter((word) => word.at < from + at).slice(-1);
}

function isDeniedToo(piece: Piece, line: EvidenceLine): boolean {
  const denied = deniedWords(piece);
  return line.pieces.some(
    (each) => each.isNegated && denied.some((word) => holds(conceptsOf(each.words), word.concept)),
  );
}

const ALL = /^(?:all|everything|everybody|everyone|whole|both|always|entirely|completely)$/;
const PERIOD = /^(?:time|week|month|day|year|evening|morning|night|the)$/;

/** Whether it speaks of all there is, without a figure: then what it rests on must too. */
function isOfAll({ tokens, figures }: Piece): boolean {
  if (figures.some((figure) => !figure.soft)) return false;
  return tokens.some(
    ({ form }, at) => ALL.test(form) || (form === "every" && !PERIOD.test(tokens[at + 1]?.form ?? "")),
  );
}

/** What the evidence only denies: "ink 502, not 512", "no new valve yet". */
function isOnlyDenied(piece: Piece, closest: Piece, line: EvidenceLine): boolean {
  const isDenied = (has: (each: Piece) => boolean) => {
    const at = line.pieces.filter(has);
    return at.length > 0 && at.every((each) => each.isNegated && each !== closest);
  };
  const hasWord = (each: Piece, word: Word) =>
    holds(conceptsOf(each.words), word.concept) &&
    (each.sentence === closest.sentence || holds(conceptsOf(deniedWords(each)), word.concept));
  return (
    piece.figures.some((figure) => !figure.soft && isDenied((each) => holdsFigure(each, figure))) ||
    piece.words.some((word) => word.weight >= 1 && isDenied((each) => hasWord(each, word))) ||
    piece.words.some((word) => {
      const next = nextOf(word, piece);
      return next !== null && isDenied((each) => isPair(each, word, next));
    })
  );
}

/** "You didn't pay anything", where something was paid. */
function isAnythingHeld(piece: Piece, line: EvidenceLine): boolean {
  if (!piece.isNegated || !hasForm(piece, /^any(?:thing|one|body)?$/)) return false;
  const [denied] = deniedWords(piece);
  const held = line.pieces.filter((each) => denied && holds(conceptsOf(each.words), denied.concept));
  return held.length > 0 && held.every((each) => !each.isNegated);
}

const ALLOWS = /^(?:fine|ok|okay|may|can|allowed|good|possible|alright|works?)$/;

/** "Vinegar is fine", of what must never be used. */
function isForbidden(piece: Piece, line: EvidenceLine): boolean {
  if (piece.isNegated || !hasForm(piece, ALLOWS)) return false;
  const said = conceptsOf(piece.words.filter((word) => word.weight >= 1));
  return line.pieces.some(({ tokens, words, from, isNegated }) => {
    const at = tokens.findIndex((token) => /^(?:never|don't|not)$/.test(token.form));
    const object = words.filter((word) => word.at > from + at && word.at <= from + at + REACH);
    return isNegated && at >= 0 && object.some((word) => word.weight >= 1 && said.has(word.concept));
  });
}

function isPair(piece: Piece, first: Word, second: Word): boolean {
  return piece.words.some((word) => word.concept === first.concept && nextOf(word, piece)?.concept === second.concept);
}
