/** Irregular English forms: each row a base form and what it becomes. */
const FORMS = `go went gone, buy bought, give gave given, take took taken, find found, leave left, sell sold, win won, lose lost,
  break broke broken, eat ate eaten, drive drove driven, swim swam swum, run ran, tell told, say said, pay paid, meet met,
  send sent, keep kept, hold held, tear tore torn, write wrote written, speak spoke spoken, teach taught, catch caught,
  think thought, bring brought, build built, feel felt, fall fell fallen, fly flew flown, forget forgot forgotten,
  freeze froze frozen, grow grew grown, hide hid hidden, know knew known, lay laid, lead led, lend lent, light lit, make made,
  mean meant, ride rode ridden, ring rang rung, rise rose risen, sing sang sung, sit sat, see saw seen, sleep slept,
  spend spent, stand stood, steal stole stolen, stick stuck, sweep swept, throw threw thrown, understand understood,
  wake woke woken, wear wore worn, choose chose chosen, begin began begun, become became, come came, drink drank drunk,
  draw drew drawn, dig dug, feed fed, fight fought, get got gotten, hang hung, hear heard, bend bent, bite bit bitten,
  blow blew blown, burn burnt, deal dealt, dream dreamt, hit hit, learn learnt, lie lay lain, shake shook shaken,
  shine shone, shoot shot, show showed shown, sink sank sunk, smell smelt, spoil spoilt, spread spread, swear swore sworn,
  swing swung, wind wound, child children, man men, woman women, person people, foot feet, tooth teeth, mouse mice,
  half halves, shelf shelves, loaf loaves, knife knives, wife wives, good better best, bad worse worst,
  do did, have had has, be am is are was were been`;

const BASES = new Map(
  FORMS.split(",").flatMap((row) => {
    const [base = "", ...forms] = row.trim().split(/\s+/);
    return forms.map((form): [string, string] => [form, base]);
  }),
);
/** Forms that are more often another word. */
for (const word of ["saw", "lay", "wound", "light", "left", "best", "worse", "lead"]) BASES.delete(word);

/** Whether a word is a verb of what was: "found", "tightened"; adjectives in -ed are taken for verbs. */
export function isPastForm(word: string): boolean {
  return /[a-z]{2,}ed$/.test(word) || (BASES.has(word) && !/s$/.test(word));
}

/** The base form of an irregular one; any other word as it is. */
export function baseForm(word: string): string {
  return BASES.get(word) ?? word;
}
