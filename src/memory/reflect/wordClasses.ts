/** English words that change what a statement says without changing what it is about: data for readSigns. */

const words = (list: string): ReadonlySet<string> => new Set(list.split(/\s+/));

/** Words that carry no part of a statement: left out before two statements are compared. */
export const LIGHT = words(
  "a an the is are am be being it its this that these those there here which who whom whose where what when how and as of " +
    "so too also just really very quite please well oh hey hi ok okay yes yeah btw anyway still do does per",
);

/** Articles: where one stands without a preposition before it, a new phrase begins. */
export const ARTICLES = words("a an the");

/** English negations, and those of some other languages: to see one too many only keeps two memories apart. */
export const NEGATIONS = words(
  "not no never none nothing nobody nowhere neither nor without cannot hardly barely scarcely seldom rarely " +
    "nicht kein keine keinen keiner keinem nie niemals ohne pas jamais sans nunca jamás sin non mai senza não sem niet " +
    "geen nooit zonder inte aldrig ikke aldri bez",
);

/** Doubt, wish, duty, report, condition, time and amount: two statements that say the same hold the same ones. */
export const TURNING = words(
  "might may could would should can must will shall ought maybe perhaps probably possibly apparently supposedly " +
    "hopefully allegedly if unless until till because although though or but than except instead almost nearly only " +
    "about around roughly over under now currently again already yet soon later earlier since ago first last next " +
    "previous former old new other another same every both else half some any many most more less few fewer least " +
    "several all always often usually sometimes once twice even longer anymore used going gonna was were had did been " +
    "today tomorrow yesterday tonight say says said tell told think thinks thought claim claims claimed hear heard " +
    "wish wishes want wants wanted hope hopes hoped plan plans planned planning intend intends try tries tried forget " +
    "ignore delete wrong actually",
);

/** Prepositions with a direction: "from A to B" is not "from B to A". */
export const DIRECTIONS = words(
  "from to into towards toward onto off out by with for against between via after before through across along",
);

/** Prepositions whose phrase may stand at the beginning or at the end of a sentence without changing it. */
export const PLACES = words("in on at near beside behind below above inside outside during");

/** Who speaks and who is spoken to, each with the part played: "I owe Ana" is not "Ana owes me". */
export const PERSONS: ReadonlyMap<string, string> = new Map(
  "i:i me:me myself:me my:my mine:my we:we us:us ourselves:us our:our ours:our you:you yourself:you your:your yours:your"
    .split(" ")
    .map((pair) => pair.split(":") as [string, string]),
);

/** Third persons: they may be missing where the other statement has a name, but "he" is not "she". */
export const THIRD_PERSONS: ReadonlyMap<string, string> = new Map(
  "he:he him:he his:he himself:he she:she her:she hers:she herself:she they:they them:they their:they theirs:they"
    .split(" ")
    .map((pair) => pair.split(":") as [string, string]),
);

export const TITLES = words("mr mrs ms miss dr prof professor sir madam herr frau");

export const DAYS = words(
  "monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays " +
    "sundays weekday weekdays weekend weekends january february march april june july august september october " +
    "november december morning mornings noon afternoon afternoons evening evenings night nights midnight daily weekly " +
    "monthly yearly spring summer autumn fall winter",
);

const ONES = words(
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen " +
    "eighteen nineteen",
);
const TENS = words("twenty thirty forty fifty sixty seventy eighty ninety");

/** Number words with what they count, in digits. */
export const NUMBER_WORDS: ReadonlyMap<string, string> = new Map([
  ...[...ONES].map((word, value) => [word, String(value)] as const),
  ...[...TENS].map((word, index) => [word, String(10 * (index + 2))] as const),
]);

/** Words that only English has so often: where one stands, the lists of this file can be trusted to have seen what matters. */
export const ENGLISH = words("the a an is are my i we of at has have was does and with for");
