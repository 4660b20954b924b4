import { stem } from "../../index/stems";
import { baseForm } from "./irregular";

/**
 * Everyday words that say the same, so that one may stand in a note and another in the answer about it. Only what may be
 * exchanged in most sentences stands together: wider groups would tie an answer to what nobody said.
 */
const GROUPS = `start begin commence onset outset, finish end complete conclude done, stop cease quit halt, buy purchase acquire,
  repair mend fix, replace swap exchange, child kid youngster, baby infant, car vehicle auto, bike bicycle cycle,
  doctor physician gp, medicine medication drug remedy, tablet pill, ill sick unwell poorly, hurt ache pain sore stomachache upset
  headache, tired exhausted weary sleepy, big large huge, small little tiny, quick fast rapid, wrong incorrect mistaken,
  allow let may, forbid prohibit ban, need require, choose pick select decide, help assist, phone telephone mobile
  cellphone, talk speak chat, tell inform mention, answer reply respond, send post ship, collect fetch pickup,
  deliver delivery, depart departure dep leave, arrive arrival arr reach, trip journey tour, flight plane, holiday vacation,
  house home, flat apartment, garden yard, shop store, job work employment, boss manager supervisor, colleague coworker workmate,
  company firm business employer,  lesson class course, teacher tutor instructor, exam test,
  learn study, photo picture image photograph, film movie, song tune, choir chorus, concert gig performance,
  team squad, win victory, lose defeat, run jog running, walk hike stroll ramble, food meal, dinner supper, present gift,
  party celebration celebrate, wedding marriage marry married, mother mum mom mummy mommy mam mama, father dad daddy papa,
  grandmother grandma granny nana gran, grandfather grandpa granddad grandad, neighbour neighbor, friend pal mate,
  guest visitor, live reside, move relocate, birth born, die death dead, money cash, bill invoice, loan lend borrow,
  price charge fee, cheap inexpensive, expensive dear, free gratis, seat berth, train railway, bus coach,
  ship boat ferry, road street, near nearby beside, inside within, below under beneath underneath, above over,
  centre center middle, shut close, wash clean, warm warmth, wet damp moist, cold cool chilly, noisy loud, quiet calm silent, safe secure,
  easy simple, hard difficult tough, late delay, early, often frequently, rarely seldom, now currently presently,
  soon shortly, finally eventually, together jointly, alone, nearly almost, about roughly around approximately,
  several some few, lot many plenty, enough sufficient, more further additional another extra plus, total altogether sum,
  rest remainder remain remaining outstanding, share portion, limit maximum max most cap, minimum min least,
  height tall high, width wide broad, length long, weight weigh heavy overweight, old age, password passcode passphrase,
  email mail, message note, licence license permit, insurance insure cover, contract agreement, sign signature,
  agree accept, call ring dial, refuse reject decline, plan intend, search seek look, think believe reckon suspect, love adore, like enjoy fond,
  hate detest loathe dislike, prefer favour favor, fear afraid scared frightened, happy glad pleased, angry cross annoyed,
  good well fine ok okay great, bad poor, bin rubbish trash garbage waste, couch sofa, fridge refrigerator, oven stove cooker,
  tap faucet, rear back, jumper sweater pullover, trousers pants, glasses spectacles, computer laptop pc, exercise workout,
  physio physiotherapist physiotherapy, operation surgery operate, allergy allergic allergen, vaccine vaccination vaccinate jab,
  pet animal, lawn grass, bread loaf, receive get, own possess belong, retain keep, throw discard chuck bin,
  hang dangle, rise increase raise climb, decrease reduce lower, build construct, install fit, remove detach,
  attach fasten tie, store storage, split divide half halve, mix stir blend, measure, check inspect examine review, use,
  practise practice rehearse rehearsal, improve better recover, grant award approve, apply application,
  register registration enrol enroll, member membership, due payable owe, expire run-out lapse, renew extend prolong extension, refund reimburse repay repayment,
  earn salary wage income, retire retirement pension, hire employ recruit, fire dismiss, contact reach, town city,
  country nation, abroad overseas, harbour harbor port, forest wood woods, field meadow, theatre theater, stair stairs staircase,
  storey floor, cellar basement, attic loft, toilet loo lavatory, sleep asleep bed bedtime, carpet rug, table desk,
  case suitcase luggage bag, cup mug, tyre tire, engine motor, colour color, page sheet, survey questionnaire,
  problem trouble issue, solution fix, reason cause because, result outcome, success succeed, mistake error, court tribunal,
  accident crash collision, crowded full packed busy, absence absent away, accompany attend, invite invitation,
  organise organize arrange, book reserve booking reservation, quote estimate quotation, sell sale, carpenter joiner,
  lawyer solicitor attorney, pupil student, professor prof, medal badge, prize award, part piece, mark label, last previous prior former, gold golden, wood wooden, wool woollen,
  feed food, lead leader, give grant, own mine, visit visitor, drop fall, show display, journal diary, garage workshop mechanic,
  photo snapshot, wound injury injure, instead replace substitute, spare extra, lid cap cover, gas fuel, key, turn twist,
  grow growth, choice option, luck lucky, hunt search, parcel package, evening eve, midday noon, 
  yearly annual, kilo kilogram kg, kilometre kilometer km, litre liter, metre meter, gram gramme,
  shorten short, widen wide, lengthen long, heat hot heating, freeze frozen freezer, dry, tooth dental, swim swimming,
  climb climbing, music musical, maths mathematics math, ride riding, meet meeting appointment, honey, sew sewing,
  paint painting, hurry rush, shout yell, cry weep, laugh, smile grin, smell scent, ache, itch, swell, bleed blood,
  haemoglobin hb, kid childhood, wish want, hope, care look-after mind, owner holder, responsible charge, carry bring take`;

const SAME = new Map<string, string>();
for (const row of GROUPS.split(",")) {
  const words = row.trim().split(/\s+/);
  const first = stem(words[0] as string);
  for (const word of words) {
    const key = stem(word);
    if (words.length > 1 && !SAME.has(key)) SAME.set(key, first);
  }
}

/** Whether it is one of the words above: no name, though it begins a sentence. */
export function isCommon(word: string): boolean {
  return SAME.has(stem(baseForm(word)));
}

/** One form for a word in all its inflections, and for those that say the same. */
export function conceptOf(word: string): string {
  const root = stem(baseForm(word));
  return SAME.get(root) ?? root;
}
