// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {GasTest} from "../support/GasTest.sol";
import {PortfolioSetup} from "./support/PortfolioSetup.sol";

/// @dev What a portfolio costs beside its vault alone: there is nothing else that rebalances under the same rules.
contract AgentPortfolioManagerGasTest is PortfolioSetup, GasTest {
    function setUp() public override {
        super.setUp();
        deposit(alice, 1_000 * USD);
        skip(1 days);
    }

    function test_gas_deposit() public {
        uint256 ours =
            spend(alice, address(portfolios), abi.encodeCall(portfolios.deposit, (id, 10 * USD, 1, alice)));
        uint256 anchor = spend(alice, address(vault), abi.encodeCall(vault.deposit, (10 * USD, alice)));
        emit GasUsed("portfolio deposit (anchor: its vault)", ours, anchor);
    }

    function test_gas_withdraw() public {
        uint256 ours =
            spend(alice, address(portfolios), abi.encodeCall(portfolios.withdraw, (id, 1e12, 1, alice)));
        uint256 anchor = spend(alice, address(vault), abi.encodeCall(vault.redeem, (1e12, alice, alice)));
        emit GasUsed("portfolio withdraw (anchor: its vault)", ours, anchor);
    }

    function test_gas_rebalance() public {
        rebalance();
        setGold(2_500);
        skip(1 days);
        uint256 ours = spend(
            agent,
            address(portfolios),
            abi.encodeCall(portfolios.rebalancePortfolio, (id, routes(), vm.getBlockTimestamp()))
        );
        emit GasUsed("portfolio rebalance, one sale and one purchase", ours, 0);
    }
}
