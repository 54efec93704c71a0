import { createHash } from 'node:crypto';
import { concatHex, encodeAbiParameters, encodePacked, type Hex, keccak256, toBytes } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { describe, expect, it } from 'vitest';
import { choiceOf, hashVote, readVote, type VoteMessage, voteToSign, voteTypes } from './snapshotVote.ts';

const VOTER = privateKeyToAccount(`0x${'11'.repeat(32)}`);
const PROPOSAL: Hex = `0x${'ab'.repeat(32)}`;

function message(change: Partial<VoteMessage> = {}): VoteMessage {
  return {
    from: VOTER.address,
    space: 'qca.eth',
    timestamp: 1_800_000_000,
    proposal: PROPOSAL,
    choice: 2,
    reason: 'because',
    app: 'qca',
    metadata: '{}',
    ...change,
  };
}

function envelope(change: object = {}, data: object = {}): unknown {
  return {
    address: VOTER.address,
    sig: '0x00',
    data: { domain: { name: 'snapshot', version: '0.1.4' }, types: {}, message: message(), ...data },
    ...change,
  };
}

const rejectionOf = (given: unknown) => {
  const read = readVote(given);
  return read.ok ? 'read' : read.rejection;
};

describe('types of a vote', () => {
  // Snapshot's servers know types by these digests, of the text of the types: `src/sign/hashedTypes.json` in snapshot.js.
  it.each([
    ['single-choice', PROPOSAL, 'bc8c6814ddd5b9b6ef6415c656c9e7b9e05e029cc19b954b7160dc2928a12caf'],
    ['basic', PROPOSAL, 'bc8c6814ddd5b9b6ef6415c656c9e7b9e05e029cc19b954b7160dc2928a12caf'],
    ['approval', PROPOSAL, '9cf05f3cc08b78654652fb2494d9b2beab8803b723cf1c36e1abaab7427f3823'],
    ['quadratic', PROPOSAL, '40bc49afc0f4084a08af0d768ff67816dde5c61550ff65008c835982a62c351e'],
    ['weighted', PROPOSAL, '40bc49afc0f4084a08af0d768ff67816dde5c61550ff65008c835982a62c351e'],
    ['single-choice', 'QmProposal', 'c2e77cabf40490a8419d35b47bee2dc9f7759f004d51404ba617e7c4b14eb4ec'],
    ['approval', 'QmProposal', '09635280c0ac5c801b997b20db5ef0bc71c1b27e01220d52e0d55e9f2612671d'],
    ['quadratic', 'QmProposal', '59b60a06b729bf429bb984f2ce93dd9be08e013fdc59bfb39493114ad31a79d3'],
  ] as const)('are those that Snapshot knows: %s of %s', (type, proposal, digest) => {
    const text = JSON.stringify(voteTypes(type, proposal));
    expect(createHash('sha256').update(text).digest('hex')).toBe(digest);
  });
});

describe('the digest of a vote', () => {
  const word = (text: string): Hex => keccak256(toBytes(text));
  const domain = keccak256(
    concatHex([word('EIP712Domain(string name,string version)'), word('snapshot'), word('0.1.4')]),
  );

  /** EIP-712 by hand: texts and lists by their digests, everything else in 32 bytes. */
  function byHand(types: { choice: string; proposal: string }, values: { choice: Hex; proposal: Hex }): Hex {
    const type = `Vote(address from,string space,uint64 timestamp,${types.proposal} proposal,${types.choice} choice,string reason,string app,string metadata)`;
    const number = (value: bigint) => encodeAbiParameters([{ type: 'uint256' }], [value]);
    const struct = keccak256(
      concatHex([
        word(type),
        number(BigInt(VOTER.address)),
        word('qca.eth'),
        number(1_800_000_000n),
        values.proposal,
        values.choice,
        word('because'),
        word('qca'),
        word('{}'),
      ]),
    );
    return keccak256(concatHex(['0x1901', domain, struct]));
  }

  it('is that of EIP-712 worked by hand, for each kind of choice', () => {
    const two = encodeAbiParameters([{ type: 'uint256' }], [2n]);
    expect(hashVote(message(), 'basic')).toBe(
      byHand({ choice: 'uint32', proposal: 'bytes32' }, { choice: two, proposal: PROPOSAL }),
    );
    const list = keccak256(encodePacked(['uint256', 'uint256'], [1n, 3n]));
    expect(hashVote(message({ choice: [1, 3] }), 'approval')).toBe(
      byHand({ choice: 'uint32[]', proposal: 'bytes32' }, { choice: list, proposal: PROPOSAL }),
    );
    const parts = '{"1":2,"3":1}';
    expect(hashVote(message({ choice: parts }), 'quadratic')).toBe(
      byHand({ choice: 'string', proposal: 'bytes32' }, { choice: word(parts), proposal: PROPOSAL }),
    );
    expect(hashVote(message({ proposal: 'QmProposal' }), 'single-choice')).toBe(
      byHand({ choice: 'uint32', proposal: 'string' }, { choice: two, proposal: word('QmProposal') }),
    );
  });

  it('is what a wallet signs', async () => {
    const signature = await VOTER.signTypedData(voteToSign(message(), 'basic'));
    expect(await VOTER.sign({ hash: hashVote(message(), 'basic') as Hex })).toBe(signature);
  });

  it('is another for every word that is changed', () => {
    const changes: Partial<VoteMessage>[] = [
      { from: '0x000000000000000000000000000000000000dEaD' },
      { space: 'other.eth' },
      { timestamp: 1_800_000_001 },
      { proposal: `0x${'ac'.repeat(32)}` },
      { choice: 1 },
      { reason: '' },
      { app: '' },
      { metadata: '' },
    ];
    const digests = changes.map((change) => hashVote(message(change), 'basic'));
    expect(new Set([hashVote(message(), 'basic'), ...digests]).size).toBe(changes.length + 1);
  });

  it('is there only for a message of the type of the vote', () => {
    expect(hashVote(message({ choice: [1] }), 'basic')).toBeUndefined();
    expect(hashVote(message({ choice: 1 }), 'approval')).toBeUndefined();
    expect(hashVote(message({ choice: 1 }), 'quadratic')).toBeUndefined();
    expect(hashVote(message({ proposal: '0x12' }), 'basic')).toBeUndefined();
  });
});

describe('a vote from outside', () => {
  it('is read', () => {
    expect(readVote(envelope())).toEqual({
      ok: true,
      value: { address: VOTER.address, sig: '0x00', message: message() },
    });
  });

  it.each([
    ['nothing', undefined],
    ['a text', 'vote'],
    ['no signature', envelope({ sig: 'signed' })],
    ['no address', envelope({ address: 'me' })],
    ['a word too many, that nobody signed', envelope({}, { message: { ...message(), weight: 5 } })],
    ['a time that is no whole number', envelope({}, { message: message({ timestamp: 1.5 }) })],
    ['a choice below zero', envelope({}, { message: message({ choice: -1 }) })],
    ['more choices than there can be', envelope({}, { message: message({ choice: Array(101).fill(1) }) })],
    ['a reason that fills a book', envelope({}, { message: message({ reason: 'a'.repeat(10_001) }) })],
    ['a domain with a chain', envelope({}, { domain: { name: 'snapshot', version: '0.1.4', chainId: 1 } })],
  ])('is refused as malformed: %s', (_, given) => {
    expect(rejectionOf(given)).toMatchObject({ kind: 'malformed' });
  });

  it('is refused in another domain', () => {
    const domain = { name: 'snapshot', version: '0.1.3' };
    expect(rejectionOf(envelope({}, { domain }))).toEqual({ kind: 'wrong-domain', ...domain });
  });

  it('is refused when somebody else sends it as theirs', () => {
    const address = '0x000000000000000000000000000000000000dEaD';
    expect(rejectionOf(envelope({ address }))).toEqual({ kind: 'wrong-voter', from: VOTER.address, address });
  });

  it('says its parts as JSON where a choice is divided', () => {
    expect(choiceOf(message({ choice: '{"1":2}' }), 'quadratic')).toEqual({ 1: 2 });
    expect(choiceOf(message({ choice: 'no JSON' }), 'weighted')).toBe('no JSON');
    expect(choiceOf(message({ choice: 2 }), 'basic')).toBe(2);
  });
});
