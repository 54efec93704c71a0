// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SplitTest} from "../accumulator/SplitTest.sol";

/// @title What holds of the profit splitter, behind its proxy, for every payment
/// @dev Read by `npm run contracts -- prove`, not by the engines.
contract SplitProofs is SplitTest {
    /// @dev Any payment that a split takes, 96 bits: what is paid and what is held is what was received.
    function check_split_paidAndHeldIsReceived(uint96 amount) external {
        vm.assume(amount > 0);
        pay(amount);
        uint256 paid = splitter.claimPlatform(splitId);
        assert(token.balanceOf(platform) == paid);
        assert(token.balanceOf(address(splitter)) == amount - paid);
        assert(platformOwed() == 0);
    }
}
