// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {QPAExecutor} from "../../src/executor/QPAExecutor.sol";
import {ReentrantToken} from "../support/tokens/ReentrantToken.sol";
import {BonusPool, ExecutorBase, FixedPricePool} from "./ExecutorBase.sol";

/// @dev A venue that has come by the operator's rights, and asks for money while it is being traded with.
abstract contract Reentering {
    bytes internal attempt;
    bytes public answer;

    function arm(bytes calldata attempt_) external {
        attempt = attempt_;
    }

    function reenter(address executor) internal {
        (bool worked, bytes memory said) = executor.call(attempt);
        answer = worked ? bytes("worked") : said;
    }
}

contract ReenteringPool is FixedPricePool, Reentering {
    constructor(address a, address b, uint256 price_) FixedPricePool(a, b, price_) {}

    function swap(address recipient, bool zeroForOne, int256 amount, uint160 limit, bytes calldata data)
        public
        override
        returns (int256, int256)
    {
        reenter(msg.sender);
        return super.swap(recipient, zeroForOne, amount, limit, data);
    }
}

contract ReenteringLender is BonusPool, Reentering {
    function liquidationCall(address collateral, address debt, address user, uint256 amount, bool asShares)
        public
        override
    {
        reenter(msg.sender);
        super.liquidationCall(collateral, debt, user, amount, asShares);
    }
}

/// @dev Each mover of money holds the guard by itself, and the bounds are where they say.
contract QPAExecutorAttacksTest is ExecutorBase {
    function test_attack_reentrancyWhileTrading() public {
        ReenteringPool hostile = new ReenteringPool(address(usd), address(eth), pool.price());
        v3.set(address(hostile), 500);
        usd.mint(address(hostile), 1e24);
        eth.mint(address(hostile), 1e21);
        access.grantRole(OPERATOR, address(hostile), 0);
        hostile.arm(abi.encodeCall(QPAExecutor.withdraw, (address(usd), 1)));
        trade(circle("v2", "v3", 1_000e18, 1));
        assertRefused(hostile.answer());
        assertEq(usd.balanceOf(treasury), 0, "nothing left");
    }

    function test_attack_reentrancyWhileLiquidating() public {
        ReenteringLender hostile = new ReenteringLender();
        hostile.setBonus(10, false);
        eth.mint(address(hostile), 1e21);
        executor.setLendingPool(address(hostile), true);
        access.grantRole(OPERATOR, address(hostile), 0);
        hostile.arm(abi.encodeCall(QPAExecutor.withdraw, (address(usd), 1)));
        QPAExecutor.Liquidation memory order = liquidation(10_000e18, 1e18);
        order.pool = address(hostile);
        vm.prank(operator);
        executor.executeLiquidation(order);
        assertRefused(hostile.answer());
        assertEq(usd.balanceOf(treasury), 0, "nothing left");
    }

    function test_attack_reentrancyWhileWithdrawing() public {
        ReentrantToken token = new ReentrantToken();
        token.mint(address(executor), 100);
        executor.setToken(address(token), true, 100);
        access.grantRole(OPERATOR, address(token), 0);
        token.arm(address(executor), abi.encodeCall(QPAExecutor.withdraw, (address(token), 1)));
        vm.prank(operator);
        executor.withdraw(address(token), 10);
        assertRefused(token.lastCallbackResult());
        assertEq(token.balanceOf(treasury), 10, "once");
    }

    function test_Bound_aDaysCapOpensToTheSecond() public {
        vm.startPrank(operator);
        executor.withdraw(address(usd), 1_000e18);
        skip(1 days - 1);
        assertEq(executor.outflowLeft(address(usd)), 0, "still used");
        vm.expectRevert(abi.encodeWithSelector(QPAExecutor.CapReached.selector, 1, 0));
        executor.withdraw(address(usd), 1);
        skip(1);
        assertEq(executor.outflowLeft(address(usd)), 1_000e18, "a new day");
        executor.withdraw(address(usd), 1_000e18);
    }

    function test_Bound_asManyLegsAsSaidAndNotOneMore() public {
        QPAExecutor.Arbitrage memory order = circle("v2", "amm", 100e18, 1);
        order.legs = legsOf(8);
        assertGt(trade(order), 4e18, "four times round");
        order.legs = legsOf(10);
        vm.prank(operator);
        vm.expectRevert(abi.encodeWithSelector(QPAExecutor.LegsOutOfBounds.selector, 10, 8));
        executor.executeArbitrage(order);
    }

    function legsOf(uint256 count) private view returns (QPAExecutor.Leg[] memory legs) {
        legs = new QPAExecutor.Leg[](count);
        for (uint256 i = 0; i < count; i += 2) {
            (legs[i], legs[i + 1]) = (leg("v2", address(eth)), leg("amm", address(usd)));
        }
    }

    function assertRefused(bytes memory answer) private pure {
        assertEq(
            bytes32(answer), bytes32(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector), "refused"
        );
    }
}
