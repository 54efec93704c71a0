// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SplitTest} from "./SplitTest.sol";

/// @dev What a payer and a developer pay; whole transactions with `--isolate`. The anchor, 0xSplits, is not on npm.
contract ProfitSplitterGasTest is SplitTest {
    event GasUsed(string path, uint256 ours);

    function test_gas_distribute() public {
        pay(1e18);
        vm.prank(payer);
        uint256 ours = gasleft();
        splitter.distribute(splitId, 1e18);
        ours -= gasleft();
        emit GasUsed("split distribute, two developers and the platform", ours);
    }

    function test_gas_claim() public {
        pay(1e18);
        claimAs(ann);
        pay(1e18);
        vm.prank(ann);
        uint256 ours = gasleft();
        splitter.claim(splitId, ann);
        ours -= gasleft();
        emit GasUsed("split claim", ours);
    }
}
