import { contrastsOf } from "../facts/contrasts";
import { closestPiece, conceptsOf, holds } from "../facts/overlap";
import type { EvidenceLine, Piece } from "../facts/readEvidence";
import type { Word } from "../facts/readStatement";
import type { Conflict } from "./Conflict";
import { nextOf } from "./placeOf";
import { hasForm, sentenceOf, sharesSentence } from "./sameMatter";

/** Another colour, side, room or season in the same place. Relatives are left to personConflict. */
export function contrastConflict(piece: Piece, line: EvidenceLine): Conflict | null {
  const closest = closestPiece(piece, line)?.piece;
  if (!closest || piece.isNegated !== closest.isNegated) return null;
  if (isCrossed(piece, line)) return "contrast";
  const sentence = sentenceOf(closest, line);
  const shares = sharesSentence(piece, sentence);
  if (shares.some && isOtherModifier(piece, sentence)) return "contrast";
  if (!shares.enough) return null;
  const held = conceptsOf(closest.words);
  const said = conceptsOf(piece.words);
  const isContradicted = ([word, name, member]: Member) => {
    if (holds(held, word.concept)) return false;
    const isElsewhere = membersIn(sentence, name).includes(member);
    const looked = isElsewhere ? closest : sentence;
    return looked.words.some((each) => {
      const other = contrastsOf(each.form).get(name);
      return other !== undefined && other !== member && !holds(said, each.concept);
    });
  };
  return membersOf(piece).some(isContradicted) ? "contrast" : null;
}

type Member = [word: Word, name: string, member: string];

/** The words of a piece that stand for one of several. */
function membersOf({ words }: Piece): Member[] {
  return words.flatMap((word) =>
    [...contrastsOf(word.form)].flatMap(([name, member]): Member[] =>
      name === "relative" ? [] : [[word, name, member]],
    ),
  );
}

function membersIn({ words }: Pick<Piece, "words">, name: string): string[] {
  return words.flatMap((word) => contrastsOf(word.form).get(name) ?? []);
}

/** "The white orchid ... The purple one was thrown away": what is said of the one is not said of the other. */
function isCrossed(piece: Piece, line: EvidenceLine): boolean {
  return membersOf(piece).some(([word, name, member]) => {
    const own = line.pieces.filter((each) => membersIn(each, name).includes(member));
    // "The purple one" is the orchid too.
    if (own.length === 0 || own.some((each) => hasForm(each, /^ones?$/))) return false;
    return piece.words.some((other) => {
      if (other === word || other.weight < 1) return false;
      const at = line.pieces.filter((each) => holds(conceptsOf(each.words), other.concept));
      const sentences = new Set(at.map((each) => each.sentence));
      const members = line.pieces
        .filter((each) => sentences.has(each.sentence))
        .flatMap((each) => membersIn(each, name));
      return members.length > 0 && !members.includes(member);
    });
  });
}

/** "The left shoulder" and "the right shoulder". */
function isOtherModifier(piece: Piece, evidence: Piece): boolean {
  const held = conceptsOf(evidence.words);
  return membersOf(piece).some(([word, name, member]) => {
    const head = nextOf(word, piece);
    if (!head || holds(held, word.concept)) return false;
    const beside = evidence.words.filter((each, at) => {
      const next = evidence.words[at + 1];
      return next?.concept === head.concept && next.at === each.at + 1;
    });
    const isOther = (each: Word) => {
      const other = contrastsOf(each.form).get(name);
      return other !== undefined && other !== member;
    };
    return beside.length > 0 && beside.every(isOther);
  });
}
