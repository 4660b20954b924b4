/** What a number counts or measures: its dimension, and how many of the dimension's base it is. */
export interface Unit {
  /** "length" (mm), "mass" (g), "volume" (ml), "minutes", "months", "money", "percent", "degrees", or the unit's own name. */
  dimension: string;
  factor: number;
}

const MINUTES_A_DAY = 1440;

const UNITS: readonly [dimension: string, factor: number, names: string][] = [
  ["length", 1, "mm millimetre millimeter"],
  ["length", 10, "cm centimetre centimeter"],
  ["length", 1_000, "m metre meter"],
  ["length", 1_000_000, "km k kilometre kilometer"],
  ["length", 1_609_344, "mile mi"],
  ["length", 25.4, "inch in"],
  ["length", 304.8, "foot feet ft"],
  ["length", 914.4, "yard yd"],
  ["mass", 0.001, "mg milligram"],
  ["mass", 1, "g gram gramme gr"],
  ["mass", 1_000, "kg kilo kilogram kilogramme"],
  ["mass", 1_000_000, "t ton tonne"],
  ["mass", 453.6, "lb lbs"],
  ["mass", 28.35, "oz ounce"],
  ["volume", 1, "ml millilitre milliliter"],
  ["volume", 10, "cl"],
  ["volume", 100, "dl"],
  ["volume", 1_000, "l litre liter"],
  ["minutes", 1 / 60, "s sec second"],
  ["minutes", 1, "min mins minute"],
  ["minutes", 60, "h hr hour"],
  ["minutes", MINUTES_A_DAY, "d day"],
  ["minutes", MINUTES_A_DAY, "night"],
  ["minutes", 7 * MINUTES_A_DAY, "week wk"],
  ["minutes", 14 * MINUTES_A_DAY, "fortnight"],
  ["months", 1, "month mth"],
  ["months", 12, "year yr"],
  ["months", 120, "decade"],
  ["percent", 1, "% percent percentage"],
  ["degrees", 1, "° degree celsius"],
  ["euro", 1, "€ euro eur"],
  ["dollar", 1, "$ dollar usd buck"],
  ["pound", 1, "£ pound gbp quid"],
  ["franc", 1, "franc chf"],
  ["crown", 1, "krona kroner krone crown sek nok dkk"],
  ["cent", 1, "cent ct pence"],
  ["kwh", 1, "kwh kilowatt-hour"],
  ["kw", 1, "kw kilowatt"],
  ["watt", 1, "w watt"],
  ["volt", 1, "v volt"],
  ["bar", 1, "bar"],
  ["bytes", 1, "mb megabyte"],
  ["bytes", 1_000, "gb gigabyte"],
  ["bytes", 1_000_000, "tb terabyte"],
  ["volume", 15, "tbsp tablespoon"],
  ["volume", 5, "tsp teaspoon"],
  ["area", 1, "m2 m² sqm"],
];

const BY_NAME = new Map<string, Unit>(
  UNITS.flatMap(([dimension, factor, names]) =>
    names.split(" ").flatMap((name): [string, Unit][] => {
      const unit = { dimension, factor };
      return name.length > 2
        ? [
            [name, unit],
            [`${name}s`, unit],
          ]
        : [[name, unit]];
    }),
  ),
);

/** The unit of a word or sign in lower case. */
export function unitOf(word: string): Unit | null {
  return BY_NAME.get(word.replace(/\.$/, "")) ?? null;
}
