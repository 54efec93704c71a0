// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {ClaimCore} from "../../src/claims/ClaimCore.sol";
import {Assets} from "../../src/common/Assets.sol";
import {Test} from "../support/Test.sol";
import {BlockListToken} from "../support/tokens/BlockListToken.sol";
import {FalseReturningToken} from "../support/tokens/FalseReturningToken.sol";
import {FeeOnTransferToken} from "../support/tokens/FeeOnTransferToken.sol";
import {NoReturnToken} from "../support/tokens/NoReturnToken.sol";
import {RebasingToken} from "../support/tokens/RebasingToken.sol";
import {ReentrantToken} from "../support/tokens/ReentrantToken.sol";
import {TestClaims} from "./TestClaims.sol";

/// @title Attacks on the collateral of claims
/// @dev Named after research: contracts §1.7 and §1.8 (pitfalls), the token zoo of §6.1, AITBC A8, A10 and P2.
contract ClaimCoreAttacks is Test {
    uint64 private constant EXPIRY = 1_800_086_400;

    AccessManager private manager;
    TestClaims private claims;
    address private thief = makeAddr("thief");

    function setUp() external {
        vm.warp(1_800_000_000);
        manager = new AccessManager(address(this));
        claims = new TestClaims(address(manager));
    }

    function _open(address token) private returns (uint256 id) {
        claims.setCollateral(IERC20(token), true);
        id = claims.open(keccak256(abi.encode(token)), IERC20(token), EXPIRY, 0.5e18);
    }

    function test_attack_A10_feeOnTransferIsRefused() external {
        FeeOnTransferToken token = new FeeOnTransferToken(100);
        uint256 id = _open(address(token));
        token.mint(address(this), 1_000);
        token.approve(address(claims), 1_000);
        vm.expectRevert(abi.encodeWithSelector(Assets.ReceivedDiffers.selector, token, 0, 1_000, 990));
        claims.split(id, 1_000, thief, thief);
        assertEq(claims.balanceOf(thief, id), 0);
    }

    function test_attack_zoo_noReturnTokenWorks() external {
        NoReturnToken token = new NoReturnToken();
        uint256 id = _open(address(token));
        token.mint(address(this), 1_000);
        token.approve(address(claims), 1_000);
        claims.split(id, 1_000, address(this), address(this));
        claims.merge(id, 1_000, thief);
        assertEq(token.balanceOf(thief), 1_000);
    }

    function test_attack_zoo_falseReturningTokenMintsNothing() external {
        FalseReturningToken token = new FalseReturningToken();
        uint256 id = _open(address(token));
        vm.expectRevert(abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, token));
        claims.split(id, 1_000, thief, thief);
        token.mint(address(this), 1_000);
        token.approve(address(claims), 1_000);
        claims.split(id, 1_000, address(this), address(this));
        token.setRefusing(true);
        vm.expectRevert(abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, token));
        claims.merge(id, 1_000, thief);
        assertEq(claims.balanceOf(address(this), id), 1_000, "claims are not lost");
    }

    function test_attack_zoo_blockListedHolderHurtsOnlyHimself() external {
        BlockListToken token = new BlockListToken();
        uint256 id = _open(address(token));
        token.mint(address(this), 1_000);
        token.approve(address(claims), 1_000);
        claims.split(id, 1_000, thief, address(this));
        token.setListed(thief, true);
        vm.warp(EXPIRY);
        claims.settle(id, 0.5e18);
        vm.prank(thief);
        vm.expectRevert(abi.encodeWithSelector(BlockListToken.Listed.selector, thief));
        claims.redeem(id + 1, 1_000, thief);
        assertEq(claims.redeem(id, 1_000, address(this)), 500);
    }

    /// @dev A rebasing token must never be allowed; if it is, its own series are hurt and no other.
    function test_attack_zoo_rebasingTokenCannotReachOthers() external {
        RebasingToken token = new RebasingToken();
        uint256 id = _open(address(token));
        token.mint(address(this), 1_000e18);
        token.approve(address(claims), 1_000e18);
        claims.split(id, 1_000e18, address(this), address(this));
        token.setIndex(2e18);
        claims.merge(id, 1_000e18, address(this));
        assertEq(token.balanceOf(address(claims)), 1_000e18, "a gift by the token belongs to nobody");
    }

    function _reentering(bytes memory callback) private returns (bool worked, bytes memory result) {
        ReentrantToken token = new ReentrantToken();
        uint256 id = _open(address(token));
        token.mint(address(this), 1_000);
        token.approve(address(claims), 1_000);
        claims.split(id, 1_000, address(this), address(this));
        claims.transfer(address(token), id, 500);
        claims.transfer(address(token), id + 1, 500);
        token.arm(address(claims), callback);
        claims.merge(id, 100, address(this));
        (worked, result) = (token.lastCallbackWorked(), token.lastCallbackResult());
        assertEq(token.callbackCount(), 1, "it was tried");
    }

    function test_attack_reentrancyIntoMergeAndRedeemAndSplit() external {
        uint256 id;
        bytes[3] memory callbacks = [
            abi.encodeCall(ClaimCore.merge, (id, 500, thief)),
            abi.encodeCall(ClaimCore.redeem, (id, 500, thief)),
            abi.encodeCall(ClaimCore.split, (id, 500, thief, thief))
        ];
        for (uint256 i = 0; i < callbacks.length; ++i) {
            (bool worked, bytes memory result) = _reentering(callbacks[i]);
            assertFalse(worked, "reentered");
            assertEq(bytes4(result), bytes4(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector));
        }
    }

    /// @dev At the moment of the callback the books are already right, whoever reads them.
    function test_attack_readOnlyReentrancySeesFinishedBooks() external {
        ReentrantToken token = new ReentrantToken();
        uint256 id = _open(address(token));
        token.mint(address(this), 1_000);
        token.approve(address(claims), 1_000);
        claims.split(id, 1_000, address(this), address(this));
        token.arm(address(claims), abi.encodeWithSignature("balanceOf(address,uint256)", address(this), id));
        claims.merge(id, 100, address(this));
        assertEq(abi.decode(token.lastCallbackResult(), (uint256)), 900);
    }

    function test_attack_1_7_worthlessOptionsDrainNothing() external {
        (BlockListToken token, uint256 id) = _twoHolders();
        vm.warp(EXPIRY);
        claims.settle(id, 0);
        vm.prank(thief);
        vm.expectRevert(abi.encodeWithSelector(ClaimCore.NothingToPay.selector, id + 1, 0));
        claims.redeem(id + 1, 1_000, thief);
        assertEq(token.balanceOf(address(claims)), 1_000);
    }

    /// @dev Redeeming atom by atom, where rounding bites most, never pays more than redeeming at once.
    function test_attack_1_7_roundingBothLegsUp() external {
        (, uint256 id) = _twoHolders();
        vm.warp(EXPIRY);
        claims.settle(id, uint256(1e18) / 3);
        uint256 paid = 0;
        for (uint256 i = 0; i < 100; ++i) {
            vm.prank(thief);
            paid += claims.redeem(id + 1, 4, thief);
        }
        assertEq(paid, 100, "4/3 each time, rounded down");
        paid += claims.redeem(id, 1_000, address(this));
        assertLe(paid, 1_000, "both legs");
    }

    /// @dev Nobody, not even the authority, has a way to collateral. Every selector that the authority may call is harmless.
    function test_attack_A8_noAdminDrain() external {
        (BlockListToken token, uint256 id) = _twoHolders();
        claims.setCollateral(IERC20(token), false);
        assertEq(token.balanceOf(address(claims)), 1_000);
        vm.warp(EXPIRY);
        claims.settle(id, 1e18);
        vm.prank(thief);
        assertEq(claims.redeem(id + 1, 1_000, thief), 1_000, "P2: what goes in comes out");
    }

    function test_attack_donationsMoveNothing() external {
        (BlockListToken token, uint256 id) = _twoHolders();
        token.mint(address(claims), 777);
        vm.warp(EXPIRY);
        claims.settle(id, 0.5e18);
        assertEq(claims.previewRedeem(id, 1_000), 500);
    }

    function _twoHolders() private returns (BlockListToken token, uint256 id) {
        token = new BlockListToken();
        id = _open(address(token));
        token.mint(address(this), 1_000);
        token.approve(address(claims), 1_000);
        claims.split(id, 1_000, thief, address(this));
    }
}
