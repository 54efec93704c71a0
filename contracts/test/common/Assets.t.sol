// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Assets} from "../../src/common/Assets.sol";
import {Test} from "../support/Test.sol";
import {FalseReturningToken} from "../support/tokens/FalseReturningToken.sol";
import {ZooToken} from "../support/tokens/ZooToken.sol";
import {AssetsHarness, MoodyShares} from "./AssetsHarness.sol";

contract AssetsTest is Test {
    AssetsHarness private assets;
    ZooToken private token;
    MoodyShares private shares;
    address private alice = makeAddr("alice");
    address private bob = makeAddr("bob");

    function setUp() public {
        assets = new AssetsHarness();
        token = new ZooToken("CASH", 6);
        shares = new MoodyShares();
        token.mint(alice, 100);
        shares.mint(alice, 7, 100);
        vm.startPrank(alice);
        token.approve(address(assets), 100);
        shares.approve(address(assets), 7, 100);
        vm.stopPrank();
    }

    function test_Pull_TakesTokensAndShares() public {
        assets.pull(address(token), 0, alice, 60);
        assets.pull(address(shares), 7, alice, 70);
        // A second time, so that what was held before is told apart from what came in.
        assets.pull(address(token), 0, alice, 10);
        assets.pull(address(shares), 7, alice, 20);
        assertEq(assets.balance(address(token), 0), 70, "tokens");
        assertEq(assets.balance(address(shares), 7), 90, "shares");
        assertEq(assets.balance(address(shares), 8), 0, "another id");
        assertEq(token.balanceOf(alice) + shares.balanceOf(alice, 7), 30 + 10, "left");
    }

    function test_Push_PaysTokensAndShares() public {
        assets.pull(address(token), 0, alice, 60);
        assets.pull(address(shares), 7, alice, 70);
        assets.push(address(token), 0, bob, 25);
        assets.push(address(shares), 7, bob, 35);
        assertEq(token.balanceOf(bob), 25, "tokens");
        assertEq(shares.balanceOf(bob, 7), 35, "shares");
        assertEq(assets.balance(address(token), 0), 35, "tokens left");
        assertEq(assets.balance(address(shares), 7), 35, "shares left");
    }

    function test_Shares_ThatSayNoAreRefusedBothWays() public {
        assets.pull(address(shares), 7, alice, 50);
        shares.setMood(true, 0);
        vm.expectRevert(abi.encodeWithSelector(Assets.TransferRefused.selector, address(shares), 7, 20));
        assets.pull(address(shares), 7, alice, 20);
        vm.expectRevert(abi.encodeWithSelector(Assets.TransferRefused.selector, address(shares), 7, 20));
        assets.push(address(shares), 7, bob, 20);
    }

    function test_Shares_ThatMoveTooLittleAreRefused() public {
        shares.setMood(false, 1);
        vm.expectRevert(abi.encodeWithSelector(Assets.ReceivedDiffers.selector, address(shares), 7, 20, 19));
        assets.pull(address(shares), 7, alice, 20);
    }

    function test_attack_ATokenThatSaysNoWithoutReverting() public {
        FalseReturningToken quiet = new FalseReturningToken();
        vm.expectRevert(abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(quiet)));
        assets.pull(address(quiet), 0, alice, 20);
        vm.expectRevert(abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(quiet)));
        assets.push(address(quiet), 0, bob, 20);
    }
}
