import { type Address, type Hex, isAddressEqual, type PublicClient, parseAbi, recoverAddress } from 'viem';

const ERC1271_ABI = parseAbi([
  'function isValidSignature(bytes32 hash, bytes signature) view returns (bytes4)',
]);
/** What a contract answers when it stands behind a signature. Source: ERC-1271. */
const STANDS_BEHIND = '0x1626ba7e';
/** r, s and v. */
const KEY_SIGNATURE = /^0x[0-9a-f]{130}$/i;

/**
 * Whether an account signed a digest: a key by its signature, a contract (a Safe) by what it answers now (ERC-1271).
 *
 * A contract can change its mind: who counts later may be told otherwise.
 */
export async function isSignedBy(
  reader: PublicClient,
  {
    account,
    digest,
    signature,
  }: { readonly account: Address; readonly digest: Hex; readonly signature: Hex },
): Promise<boolean> {
  const code = await reader.getCode({ address: account });
  if (code === undefined || code === '0x') return isSignedByKey({ account, digest, signature });
  try {
    const answer = await reader.readContract({
      address: account,
      abi: ERC1271_ABI,
      functionName: 'isValidSignature',
      args: [digest, signature],
    });
    return answer === STANDS_BEHIND;
  } catch (error) {
    if (isRefusal(error)) return false;
    throw error;
  }
}

async function isSignedByKey({
  account,
  digest,
  signature,
}: {
  readonly account: Address;
  readonly digest: Hex;
  readonly signature: Hex;
}): Promise<boolean> {
  if (!KEY_SIGNATURE.test(signature)) return false;
  try {
    return isAddressEqual(await recoverAddress({ hash: digest, signature }), account);
  } catch {
    // No point of the curve: a signature of nobody.
    return false;
  }
}

/** The contract said no, or nothing that can be read. A node that did not answer is another matter, and is thrown on. */
function isRefusal(error: unknown): boolean {
  for (let each = error; each instanceof Error; each = each.cause)
    if (/^ContractFunction(Reverted|ZeroData)Error$|^AbiDecoding|^Position.*Error$/.test(each.name))
      return true;
  return false;
}
