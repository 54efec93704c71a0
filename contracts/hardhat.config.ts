import { createRequire } from 'node:module';
import toolboxViem from '@nomicfoundation/hardhat-toolbox-viem';
import { defineConfig } from 'hardhat/config';

// The compiler of the packages, so that nothing is downloaded. Values shared with foundry.toml must agree.
const compiler = createRequire(import.meta.url).resolve('solc/soljson.js');

/** One room alone, so that work on one does not wait for another: a folder of `src` and of `test`. */
const ROOM = process.env['QCA_ROOM'] ?? '';

/** A day's fuzzing; the night's is asked for by name. */
const FUZZ_RUNS = Number(process.env['QCA_FUZZ_RUNS'] ?? 256);
const INVARIANT_RUNS = Number(process.env['QCA_INVARIANT_RUNS'] ?? 256);
const INVARIANT_DEPTH = Number(process.env['QCA_INVARIANT_DEPTH'] ?? 500);

export default defineConfig({
  plugins: [toolboxViem],
  paths: {
    sources: `src/${ROOM}`,
    tests: { solidity: `test/${ROOM}`, nodejs: 'test' },
    cache: `cache/hardhat/${ROOM}`,
    artifacts: `artifacts/${ROOM}`,
  },
  solidity: {
    version: '0.8.37',
    path: compiler,
    settings: {
      optimizer: { enabled: true, runs: 1_000 },
      evmVersion: 'cancun',
      outputSelection: { '*': { '*': ['storageLayout'] } },
    },
  },
  test: {
    solidity: {
      // The vectors that TypeScript reads too, and anchors' bytecode as npm carries it.
      fsPermissions: {
        readDirectory: [
          '../vectors',
          '../node_modules/@uniswap/v2-core/build',
          '../node_modules/@uniswap/v3-core/artifacts',
          '../node_modules/synthetix/publish/deployed/mainnet',
          '../node_modules/@gnosis.pm/conditional-tokens-contracts/build/contracts',
          '../node_modules/@ethereum-attestation-service/eas-contracts/deployments/mainnet',
        ],
      },
      fuzz: { runs: FUZZ_RUNS, seed: '0x5eed' },
      invariant: { runs: INVARIANT_RUNS, depth: INVARIANT_DEPTH, failOnRevert: false },
    },
  },
});
