export { type InputOutOfBounds, type OptionTerms, optionPremium } from './optionPremium.ts';
