import { stem } from "../../index/stems";
import { conceptOf } from "./sameWords";

/** Words of which only one can be right in one place: another one there is a contradiction, not other words for the same. */
const CLASSES: Readonly<Record<string, string>> = {
  colour:
    "red blue green yellow black white brown grey gray orange purple pink violet beige turquoise mustard gold silver navy maroon cream",
  direction: "north south east west northeast northwest southeast southwest",
  side: "left right",
  end: "front rear",
  height: "top bottom upper lower",
  season: "spring summer autumn fall winter",
  dayPart: "morning afternoon evening|night",
  meal: "breakfast lunch dinner supper brunch",
  wood: "oak larch pine beech spruce ash birch maple walnut cherry teak cedar bamboo plywood",
  metal: "steel iron copper brass bronze aluminium aluminum tin lead zinc",
  cloth: "wool cotton silk linen leather velvet denim polyester nylon",
  building: "brick stone concrete glass plastic wood wooden",
  fruit:
    "apple pear plum cherry peach apricot lemon orange lime quince fig grape mango banana strawberry raspberry blackberry",
  vegetable: "carrot potato leek onion garlic pea bean tomato cucumber pumpkin cabbage spinach lettuce beetroot radish",
  grain: "wheat rye spelt oat barley rice maize",
  drink: "tea coffee wine beer milk juice cider water whisky rum",
  meat: "beef pork chicken lamb turkey duck fish ham",
  animal: "dog cat horse rabbit hamster goat sheep cow pig hen goose budgie parrot tortoise",
  vehicle: "car bus train tram plane ferry ship bike motorbike taxi lorry van",
  relative: `mother father sister brother wife husband son daughter aunt uncle cousin niece nephew grandmother grandfather
    parent`,
  room: "kitchen bathroom bedroom hall landing attic cellar study pantry lounge balcony garage",
  instrument: "piano violin cello guitar flute drum trumpet clarinet harp accordion organ viola",
  sport: "tennis football swimming rowing chess badminton hockey handball volleyball basketball judo",
  language:
    "german french spanish italian english portuguese dutch polish greek turkish arabic russian swedish danish norwegian finnish",
  profession: "doctor dentist nurse plumber electrician carpenter lawyer teacher baker butcher gardener painter",
  part: "introduction appendix conclusion preface index chapter section",
  limb: "hand foot arm leg knee shoulder hip elbow ankle wrist calf thigh finger toe",
  size: "small medium large",
  order: "first second third fourth fifth last",
  money: "euro dollar pound franc",
  maths: "fraction decimal percentage",
};

/** Pairs of which one makes the other untrue. */
const OPPOSITES = `accept decline, approve deny, continue stop, unlock lock, work broken, repair broken, finish half, alive die,
  employed unemployed, healthy sick, possible impossible, necessary unnecessary, known unknown, visible invisible, legal illegal,
  available unavailable, available booked, compulsory voluntary, mandatory optional, compulsory optional, temporary permanent,
  fresh frozen, fresh stale, direct change, cash card, cash transfer, online person, everybody nobody, all none, all nobody,
  satisfied dissatisfied, happy sad, happy unhappy, fast slow, used new, rent own, keep throw, keep lose, stay leave, remain leave,
  stay move, cancel happen, cancel postpone, save spend, add remove, plus minus, gain lose, grow shrink, attend miss, attend skip,
  join leave, enter leave, hire dismiss, vegetarian meat, smoke quit, lend return, praise criticise, support oppose, for against,
  mild hot, mild spicy, smooth rough, sharp blunt, tight loose, straight bent, straight crooked, even odd, solid liquid,
  guilty innocent, major minor, senior junior, northern southern, eastern western, import export, maximum minimum, open shut, open lock, on off, in out, with without, before after, early late, win lose, win second, arrive wait, late punctual, come wait, here wait, buy sell, start stop, start finish, begin end, alive dead, married single,
  married divorced, hot cold, warm cold, wet dry, dirty clean, empty full, heavy light, big small, long short, tall short, wide narrow,
  high low, old new, old young, cheap expensive, easy difficult, loud quiet, good bad, better worse, best worst,
  more less, more few, maximum minimum, always never, often rarely,  love hate, like hate, like dislike,
  rise fall, rise decrease, increase decrease, include exclude, include extra, include separate, succeed fail, pass fail,
  arrive depart, arrive leave, safe dangerous, indoors outdoors, inside outside, above below, over under, upstairs downstairs,
  cancel confirm, cancel run, keep discard, keep return, keep sell, break repair, broken repair, leak repair,
  present absent, include extra, public private, free paid, true false, same different, together alone, alone share, alone both, cooked raw,
  sweet sour, swap stay, change stay, rise stay, fall stay, increase stay, decrease stay, change remain, move stay, thick thin, deep shallow, near far, agree disagree, agree refuse, healthy ill, well ill, strong weak, rich poor,
  temporary permanent, done left, grant wait, approve reject, approve wait,
  collect deliver, raw cooked, back front`;

const classOf = new Map<string, Map<string, string>>();
for (const [name, list] of Object.entries(CLASSES))
  for (const member of list.trim().split(/\s+/)) {
    // "Grey" and "gray" are one colour; "evening|night" are one as well.
    const alike = member.split("|");
    for (const word of alike) {
      const classes = classOf.get(word) ?? new Map<string, string>();
      classOf.set(word, classes.set(name, conceptOf(alike[0] as string)));
      classOf.set(stem(word), classes);
    }
  }

/** The classes that a word stands in, each with its own member. */
export function contrastsOf(word: string): ReadonlyMap<string, string> {
  return classOf.get(word) ?? classOf.get(stem(word)) ?? NONE;
}
const NONE: ReadonlyMap<string, string> = new Map();

const opposites = new Map<string, Set<string>>();
for (const pair of OPPOSITES.split(",")) {
  const [a = "", b = ""] = pair.trim().split(/\s+/).map(conceptOf);
  for (const [one, other] of [
    [a, b],
    [b, a],
  ] as const)
    opposites.set(one, (opposites.get(one) ?? new Set()).add(other));
}

/** Whether of two concepts one makes the other untrue. */
export function areOpposite(a: string, b: string): boolean {
  return opposites.get(a)?.has(b) ?? false;
}
