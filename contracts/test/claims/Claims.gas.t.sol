// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AIPowerDerivatives} from "../../src/claims/AIPowerDerivatives.sol";
import {OptionsBase} from "./OptionsBase.sol";

/// @title What a user of claims pays, whole transactions
/// @dev Run with `--isolate`, which makes every call a transaction of its own; without it the figures lack the base cost and
/// slots are warm, so they are lower and the bounds hold all the more. The anchor's figures are Gnosis Conditional Tokens on the
/// same kind of token (contracts.md §6.2: split again 83,452, merge 78,356, redeem 71,994).
contract ClaimsGasTest is OptionsBase {
    event GasUsed(string path, uint256 ours, uint256 anchor);

    uint256 private constant CTF_SPLIT = 83_452;
    uint256 private constant CTF_MERGE = 78_356;
    uint256 private constant CTF_REDEEM = 71_994;

    function setUp() public override {
        super.setUp();
        vm.startPrank(writer);
        options.split(callId, 10e18, writer, writer);
        options.writeOption(callId, 10e18, buyer);
        vm.stopPrank();
    }

    /// @dev A first transaction pays for the test's own first look at account and slots; after it the measure is within
    /// 600 of the whole transaction, above it.
    modifier warm() {
        options.setOperator(address(1), true);
        _;
    }

    function _report(string memory path, uint256 ours, uint256 anchor, uint256 targetPercent) private {
        emit GasUsed(path, ours, anchor);
        assertLe(ours * 100, anchor * targetPercent, path);
    }

    function test_gas_splitAgain() external warm {
        (uint256 id, address who) = (callId, writer);
        vm.prank(who);
        uint256 gas = gasleft();
        options.split(id, 1e18, who, who);
        _report("claims split, again", gas - gasleft(), CTF_SPLIT, 80);
    }

    function test_gas_merge() external warm {
        (uint256 id, address who) = (callId, writer);
        vm.prank(who);
        uint256 gas = gasleft();
        options.merge(id, 1e18, who);
        _report("claims merge", gas - gasleft(), CTF_MERGE, 80);
    }

    function test_gas_redeem() external warm {
        _settle(callId, 2_500e8);
        (uint256 id, address who) = (callId, writer);
        vm.prank(who);
        uint256 gas = gasleft();
        options.redeem(id, 1e18, who);
        _report("claims redeem", gas - gasleft(), CTF_REDEEM, 75);
    }

    function test_gas_writeAgain() external warm {
        (uint256 id, address who) = (callId, buyer);
        vm.prank(writer);
        uint256 gas = gasleft();
        options.writeOption(id, 1e18, who);
        _report("option write, again", gas - gasleft(), CTF_SPLIT, 85);
    }

    function test_gas_claim() external warm {
        _settle(callId, 2_500e8);
        (uint256 id, address who) = (callId, buyer);
        vm.prank(who);
        uint256 gas = gasleft();
        options.exerciseOption(id, 1e18, who);
        _report("option claim", gas - gasleft(), CTF_REDEEM, 75);
    }
}
