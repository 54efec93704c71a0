// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Test} from "./Test.sol";
import {MockAggregator} from "./oracles/MockAggregator.sol";
import {MockOracle} from "./oracles/MockOracle.sol";
import {BlockListToken} from "./tokens/BlockListToken.sol";
import {TokenZoo} from "./tokens/TokenZoo.sol";

/// @dev Each animal of the zoo really has its habit; else the tests that use it prove nothing.
contract SupportTest is Test {
    using SafeERC20 for IERC20;

    TokenZoo private zoo;
    address private receiver;
    uint256 private calledBack;

    function setUp() public {
        zoo = new TokenZoo();
        receiver = makeAddr("receiver");
    }

    function test_EveryTokenMintsTheAmountAsked() public {
        address[8] memory tokens = zoo.all();
        for (uint256 i = 0; i < tokens.length; i++) {
            zoo.pick(i).mint(receiver, 1000);
            assertEq(zoo.pick(i).balanceOf(receiver), 1000, "minted");
        }
    }

    function test_FeeOnTransferDeliversLess() public {
        zoo.feeOnTransfer().mint(address(this), 10_000);
        zoo.feeOnTransfer().transfer(receiver, 10_000);
        assertEq(zoo.feeOnTransfer().balanceOf(receiver), 9_900);
    }

    function test_FalseReturningMovesNothingAndSafeTransferNotices() public {
        zoo.falseReturning().mint(address(this), 10);
        zoo.falseReturning().setRefusing(true);
        assertFalse(zoo.falseReturning().transfer(receiver, 10), "answers false");
        assertEq(zoo.falseReturning().balanceOf(receiver), 0);
        address token = address(zoo.falseReturning());
        vm.expectPartialRevert(SafeERC20.SafeERC20FailedOperation.selector);
        this.safeTransferOut(token, 10);
    }

    function test_NoReturnWorksWithSafeTransfer() public {
        zoo.noReturn().mint(address(this), 10);
        this.safeTransferOut(address(zoo.noReturn()), 10);
        assertEq(zoo.noReturn().balanceOf(receiver), 10);
    }

    function test_ReentrantCallsBackOnce() public {
        zoo.reentrant().mint(address(this), 10);
        zoo.reentrant().arm(address(this), abi.encodeCall(this.callBack, ()));
        zoo.reentrant().transfer(receiver, 5);
        zoo.reentrant().transfer(receiver, 5);
        assertEq(calledBack, 1);
        assertTrue(zoo.reentrant().lastCallbackWorked());
    }

    function test_BlockListRefusesListed() public {
        zoo.blockList().mint(address(this), 10);
        BlockListToken token = zoo.blockList();
        token.setListed(receiver, true);
        vm.expectRevert(abi.encodeWithSelector(BlockListToken.Listed.selector, receiver));
        token.transfer(receiver, 1);
    }

    function test_RebasingMovesBalancesWithoutTransfer() public {
        zoo.rebasing().mint(receiver, 1000);
        zoo.rebasing().setIndex(2e18);
        assertEq(zoo.rebasing().balanceOf(receiver), 2000);
    }

    function test_AggregatorMisbehavesAsAsked() public {
        skip(30 days);
        MockAggregator feed = new MockAggregator(8, 100e8);
        feed.makeStale(1 days);
        (, int256 answer,, uint256 updatedAt,) = feed.latestRoundData();
        assertEq(answer, 100e8);
        assertEq(updatedAt, vm.getBlockTimestamp() - 1 days);
        feed.makeJump(20_000);
        (, answer,,,) = feed.latestRoundData();
        assertEq(answer, 200e8);
        feed.makeDown(true);
        vm.expectRevert(MockAggregator.FeedDown.selector);
        feed.latestRoundData();
    }

    function test_OracleScalesByDecimals() public {
        MockOracle oracle = new MockOracle();
        address token = address(zoo.sixDecimals());
        oracle.setPrice(token, 3e18);
        assertEq(oracle.value(token, 2_500_000), 7.5e18);
        oracle.setBroken(token, true);
        vm.expectRevert(abi.encodeWithSelector(MockOracle.NoPrice.selector, token));
        oracle.price(token);
    }

    function testFuzz_BoundStaysInside(uint256 value, uint256 low, uint256 high) public pure {
        (low, high) = low < high ? (low, high) : (high, low);
        uint256 folded = bound(value, low, high);
        assertLe(low, folded);
        assertLe(folded, high);
        if (value >= low && value <= high) assertEq(folded, value, "a value inside is kept");
    }

    function safeTransferOut(address token, uint256 amount) external {
        IERC20(token).safeTransfer(receiver, amount);
    }

    function callBack() external {
        calledBack += 1;
    }
}
