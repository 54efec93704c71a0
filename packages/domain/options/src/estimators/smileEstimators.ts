import { badInput, type Estimator, type Field, type Inputs } from '@qca/numerics';
import { fitSvi } from '../pricing/fitSvi.ts';
import { fitSsvi, type SurfaceQuotes, smileOfSurface, ssviVariance } from '../pricing/ssvi.ts';
import { checkSmile, durrleman, type Svi, sviVariance } from '../pricing/svi.ts';

const SVI_NAMES = ['a', 'b', 'rho', 'm', 'sigma'] as const;
const QUOTES_MIN = 5;

const list = (name: string, unit: string, meaning: string): Field => ({
  name,
  shape: 'vector',
  unit,
  meaning,
  optional: true,
});
const QUOTE_FIELDS: readonly Field[] = [
  list('k', 'ln(strike ÷ forward)', 'log-moneynesses; or K and F'),
  list('K', 'price', 'strikes'),
  {
    name: 'F',
    shape: 'vector',
    single: true,
    unit: 'price',
    meaning: 'forward, one or one a quote',
    optional: true,
  },
  list('w', 'volatility² × years', 'total variances; or vol and T'),
  list('vol', 'per year', 'implied volatilities'),
  {
    name: 'T',
    shape: 'vector',
    single: true,
    unit: 'years',
    meaning: 'time to expiry, one or one a quote',
    optional: true,
  },
];
const CHECK_FIELDS: readonly Field[] = [
  {
    name: 'butterfly_min',
    shape: 'number',
    unit: 'none',
    meaning: 'least of Durrleman’s function for k from −3 to 3',
  },
  {
    name: 'calendar_min',
    shape: 'number',
    unit: 'volatility² × years',
    meaning: 'least rise from the expiry before',
  },
  { name: 'wing', shape: 'number', unit: 'none', meaning: 'slope of the steeper wing; arbitrage above 2' },
  { name: 'arbitrage_free', shape: 'flag', unit: 'none', meaning: 'whether all of these hold' },
];
const sviFields = (optional: boolean): Field[] =>
  SVI_NAMES.map((name) => ({
    name,
    shape: 'number',
    unit: name === 'a' || name === 'b' ? 'volatility² × years' : 'none',
    meaning: `${name} of the raw form`,
    ...(optional ? { optional } : {}),
  })) as Field[];

export const SVI: Estimator = {
  name: 'svi',
  summary:
    'The smile of one expiry fitted to quotes without butterfly arbitrage; or, if its five numbers are given, checked.',
  source: 'Gatheral 2004; Gatheral, Jacquier 2014',
  inputs: [
    ...QUOTE_FIELDS,
    list('weights', 'none', 'how much each quote counts'),
    {
      name: 'before',
      shape: 'record',
      unit: 'none',
      meaning: 'a, b, rho, m, sigma of the expiry before',
      optional: true,
    },
    ...sviFields(true),
  ],
  outputs: [
    ...sviFields(false),
    ...CHECK_FIELDS,
    { name: 'error', shape: 'number', unit: 'volatility² × years', meaning: 'root mean square difference' },
    {
      name: 'w',
      shape: 'vector',
      unit: 'volatility² × years',
      meaning: 'total variance of the smile at each k',
    },
    { name: 'g', shape: 'vector', unit: 'none', meaning: 'Durrleman’s function at each k' },
  ],
  run: (inputs) => {
    const before = inputs.has('before') ? readSmile('before', inputs.record('before')) : undefined;
    const given = SVI_NAMES.filter((name) => inputs.has(name));
    if (given.length > 0) {
      const numbers = Object.fromEntries(given.map((name) => [name, inputs.number(name)]));
      const smile = readSmile('a', numbers);
      const k = inputs.has('k') ? inputs.vector('k') : new Float64Array(0);
      const w = inputs.has('w') ? inputs.vector('w') : undefined;
      return answer(smile, k, before, w === undefined ? Number.NaN : distance(smile, k, w));
    }
    const { k, w } = readQuotes('svi', inputs);
    const weights = inputs.has('weights') ? inputs.vector('weights') : k.map(() => 1);
    if (k.length < QUOTES_MIN)
      throw badInput('svi', 'k', `has ${k.length} quotes`, `Give ${QUOTES_MIN} or more.`);
    if (
      weights.length !== k.length ||
      !weights.every((weight) => weight >= 0) ||
      !weights.some((weight) => weight > 0)
    ) {
      throw badInput(
        'svi',
        'weights',
        'are not one a quote, at least 0 and one above it',
        'Give one for each quote.',
      );
    }
    const fit = fitSvi({ k, w, weights }, before);
    return answer(fit.smile, k, before, fit.error);
  },
};

function answer(
  smile: Svi,
  k: Float64Array,
  before: Svi | undefined,
  error: number,
): Readonly<Record<string, unknown>> {
  const { butterflyMin, calendarMin, wing, isFree } = checkSmile(smile, before);
  return {
    ...smile,
    butterfly_min: butterflyMin,
    calendar_min: calendarMin,
    wing,
    arbitrage_free: isFree,
    error,
    w: Array.from(k, (at) => sviVariance(smile, at)),
    g: Array.from(k, (at) => durrleman(smile, at)),
  };
}

function distance(smile: Svi, k: Float64Array, w: Float64Array): number {
  if (w.length !== k.length) throw badInput('svi', 'w', 'is not as long as k', 'Give one for each k.');
  const sum = w.reduce((total, value, i) => total + (sviVariance(smile, k[i]!) - value) ** 2, 0);
  return Math.sqrt(sum / w.length);
}

export const SSVI: Estimator = {
  name: 'ssvi',
  summary:
    'A surface of smiles fitted to quotes of several expiries, free of butterfly and calendar arbitrage by its form.',
  source: 'Gatheral, Jacquier 2014, remark 4.4',
  inputs: QUOTE_FIELDS,
  outputs: [
    { name: 'rho', shape: 'number', unit: 'none', meaning: 'slant of the smiles' },
    { name: 'eta', shape: 'number', unit: 'none', meaning: 'bend of the smiles' },
    { name: 'gamma', shape: 'number', unit: 'none', meaning: 'how bend falls with variance' },
    { name: 'years', shape: 'vector', unit: 'years', meaning: 'expiries, rising' },
    {
      name: 'theta',
      shape: 'vector',
      unit: 'volatility² × years',
      meaning: 'total variance at the money, by expiry',
    },
    {
      name: 'w',
      shape: 'vector',
      unit: 'volatility² × years',
      meaning: 'total variance of the surface at each quote',
    },
    {
      name: 'relative_error',
      shape: 'number',
      unit: 'none',
      meaning: 'root mean square difference by mean variance',
    },
    {
      name: 'arbitrage_free',
      shape: 'flag',
      unit: 'none',
      meaning: 'whether all smiles pass the checks of svi, in order',
    },
  ],
  run: (inputs) => {
    const { k, w, years } = readQuotes('ssvi', inputs);
    if (years === undefined)
      throw badInput('ssvi', 'T', 'is missing', 'Give the time to expiry of each quote.');
    const expiries = [...new Set(years)].sort((a, b) => a - b);
    if (k.length < expiries.length + 3) {
      throw badInput('ssvi', 'k', `has ${k.length} quotes`, `Give ${expiries.length + 3} or more.`);
    }
    const slices: SurfaceQuotes[] = expiries.map((expiry) => ({
      years: expiry,
      k: k.filter((_, i) => years[i] === expiry),
      w: w.filter((_, i) => years[i] === expiry),
    }));
    const { surface, relativeError } = fitSsvi(slices);
    const smiles = expiries.map((expiry) => smileOfSurface(surface, expiry));
    return {
      rho: surface.rho,
      eta: surface.eta,
      gamma: surface.gamma,
      years: expiries,
      theta: surface.thetas,
      w: Array.from(k, (at, i) => ssviVariance(surface, at, years[i]!)),
      relative_error: relativeError,
      arbitrage_free: smiles.every((smile, i) => checkSmile(smile, smiles[i - 1]).isFree),
    };
  },
};

function readSmile(input: string, given: Readonly<Record<string, unknown>>): Svi {
  const wrong = SVI_NAMES.find((name) => typeof given[name] !== 'number' || !Number.isFinite(given[name]));
  if (wrong !== undefined) {
    throw badInput('svi', input, `lacks ${wrong}`, 'Give a, b, rho, m and sigma together.');
  }
  const smile = given as unknown as Svi;
  if (smile.b < 0 || Math.abs(smile.rho) > 1 || smile.sigma <= 0) {
    throw badInput('svi', input, 'is no smile', 'b may not be below 0, rho is from −1 to 1, sigma above 0.');
  }
  return { a: smile.a, b: smile.b, rho: smile.rho, m: smile.m, sigma: smile.sigma };
}

interface Quotes {
  readonly k: Float64Array;
  readonly w: Float64Array;
  readonly years?: Float64Array;
}

function readQuotes(estimator: string, inputs: Inputs): Quotes {
  const need = (name: string, remedy: string): Float64Array => {
    if (!inputs.has(name)) throw badInput(estimator, name, 'is missing', remedy);
    return inputs.vector(name);
  };
  const strikes = inputs.has('k') ? undefined : need('K', 'Give k, or K and F.');
  const size = (strikes ?? inputs.vector('k')).length;
  const spread = (name: string, values: Float64Array): Float64Array => {
    const all = values.length === 1 ? new Float64Array(size).fill(values[0]!) : values;
    if (all.length === size && (name === 'k' || all.every((value) => value > 0))) return all;
    const what = all.length === size ? 'holds a number that is not above zero' : `has ${all.length} numbers`;
    throw badInput(estimator, name, what, `Give ${size} numbers, as many as there are quotes.`);
  };
  const forwards = strikes === undefined ? undefined : spread('F', need('F', 'Give k, or K and F.'));
  const k =
    strikes === undefined
      ? inputs.vector('k')
      : spread('K', strikes).map((strike, i) => Math.log(strike / forwards![i]!));
  const years = inputs.has('T') ? spread('T', inputs.vector('T')) : undefined;
  if (inputs.has('w')) return { k, w: spread('w', inputs.vector('w')), ...(years ? { years } : {}) };
  const volatilities = spread('vol', need('vol', 'Give w, or vol and T.'));
  if (years === undefined) throw badInput(estimator, 'T', 'is missing', 'Give w, or vol and T.');
  return { k, w: volatilities.map((volatility, i) => volatility ** 2 * years[i]!), years };
}
