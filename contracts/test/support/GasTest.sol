// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Test} from "./Test.sol";

/// @title Measures what one call costs, ours beside an anchor's
/// @dev With `forge test --isolate` every call is a whole transaction, base and calldata included. Without it the base cost is
/// missing and slots are warm from what came before, so figures mean something only with it.
abstract contract GasTest is Test {
    event GasUsed(string path, uint256 ours, uint256 anchor);

    /// @dev Calls `target` as `caller` with what was encoded beforehand, so that encoding is not counted.
    function spend(address caller, address target, bytes memory data) internal returns (uint256 used) {
        // Touches the account first: a transaction's target is warm.
        assertGt(target.code.length, 0, "the measured contract exists");
        vm.prank(caller);
        bool worked;
        assembly ("memory-safe") {
            used := gas()
            worked := call(gas(), target, 0, add(data, 32), mload(data), 0, 0)
            used := sub(used, gas())
        }
        assertTrue(worked, "the measured call works");
    }

    /// @dev What `transactions` that cost `used` together would cost as one: the base is paid once. Outside `--isolate` there is
    /// no base to take off, and the figure means nothing, but the call itself is still proven to work.
    function asOne(uint256 used, uint256 transactions) internal pure returns (uint256) {
        uint256 base = (transactions - 1) * 21_000;
        return used > base ? used - base : used;
    }
}
