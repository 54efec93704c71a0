// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC6909} from "@openzeppelin/contracts/interfaces/IERC6909.sol";
import {ERC6909} from "@openzeppelin/contracts/token/ERC6909/ERC6909.sol";
import {ClaimCore} from "../../src/claims/ClaimCore.sol";
import {Test} from "../support/Test.sol";
import {ZooToken} from "../support/tokens/ZooToken.sol";
import {TestClaims} from "./TestClaims.sol";

contract ClaimCoreTest is Test {
    uint256 private constant NOW = 1_800_000_000;
    uint64 private constant EXPIRY = uint64(NOW + 1 days);

    TestClaims private claims;
    ZooToken private token;
    uint256 private id;
    address private alice = makeAddr("alice");
    address private bob = makeAddr("bob");

    function setUp() external {
        vm.warp(NOW);
        claims = new TestClaims(address(new AccessManager(address(this))));
        token = new ZooToken("CASH", 6);
        claims.setCollateral(IERC20(token), true);
        id = claims.open(bytes32(uint256(0xabcd)), IERC20(token), EXPIRY, 0.25e18);
        token.mint(address(this), 1_000e6);
        token.approve(address(claims), type(uint256).max);
    }

    function _split(uint256 amount) private {
        claims.split(id, amount, alice, bob);
    }

    function _settled(uint256 ratio) private {
        vm.warp(EXPIRY);
        claims.settle(id, ratio);
    }

    function test_open_leavesTheLowestBitToTheLong() external view {
        assertEq(id, 0xabcc);
        assertEq(claims.longOf(id), 0xabcd);
        assertEq(claims.seriesOf(0xabcd), id);
        assertEq(claims.seriesOf(id), id);
        ClaimCore.Series memory series = claims.seriesState(id);
        assertEq(address(series.collateral), address(token));
        assertEq(series.expiry, EXPIRY);
        assertEq(uint256(series.stage), uint256(ClaimCore.Stage.Open));
        assertEq(series.voidRatio1e18, 0.25e18);
    }

    function test_split_makesOneOfEach() external {
        vm.expectEmit(address(claims));
        emit IERC6909.Transfer(address(this), address(0), alice, id + 1, 100);
        vm.expectEmit(address(claims));
        emit IERC6909.Transfer(address(this), address(0), bob, id, 100);
        _split(100);
        assertEq(claims.balanceOf(alice, claims.longOf(id)), 100);
        assertEq(claims.balanceOf(bob, id), 100);
        assertEq(token.balanceOf(address(claims)), 100);
    }

    function test_merge_isTheInverseOfSplit() external {
        claims.split(id, 100, address(this), address(this));
        vm.expectEmit(address(claims));
        emit IERC6909.Transfer(address(this), address(this), address(0), id + 1, 40);
        vm.expectEmit(address(claims));
        emit IERC6909.Transfer(address(this), address(this), address(0), id, 40);
        claims.merge(id, 40, alice);
        assertEq(token.balanceOf(alice), 40);
        assertEq(claims.balanceOf(address(this), id), 60);
        assertEq(claims.balanceOf(address(this), claims.longOf(id)), 60);
        assertEq(token.balanceOf(address(claims)), 60);
    }

    function test_merge_worksAtEveryStage() external {
        claims.split(id, 90, address(this), address(this));
        vm.warp(EXPIRY + 1);
        claims.merge(id, 30, alice);
        claims.settle(id, 0.3e18);
        claims.merge(id, 30, alice);
        assertEq(token.balanceOf(alice), 60);
    }

    function test_redeem_paysTheRatio() external {
        _split(101);
        _settled(0.3e18);
        uint256 long = claims.longOf(id);
        assertEq(claims.previewRedeem(long, 101), 30, "30.3 rounded down");
        assertEq(claims.previewRedeem(id, 101), 70, "70.7 rounded down");
        vm.prank(alice);
        assertEq(claims.redeem(long, 101, bob), 30);
        vm.prank(bob);
        assertEq(claims.redeem(id, 101, bob), 70);
        assertEq(token.balanceOf(bob), 100);
        assertEq(token.balanceOf(address(claims)), 1, "the dust stays");
        assertEq(claims.balanceOf(alice, long), 0);
    }

    function test_void_paysWhatWasAnnounced() external {
        _split(100);
        vm.warp(EXPIRY);
        vm.expectEmit(address(claims));
        emit ClaimCore.SeriesEnded(id, ClaimCore.Stage.Voided, 0.25e18);
        claims.voidSeries(id);
        vm.prank(alice);
        assertEq(claims.redeem(id + 1, 100, alice), 25);
        vm.prank(bob);
        assertEq(claims.redeem(id, 100, bob), 75);
    }

    function test_claims_areTransferable() external {
        _split(100);
        vm.prank(alice);
        claims.transfer(bob, id + 1, 100);
        vm.prank(bob);
        claims.merge(id, 100, bob);
        assertEq(token.balanceOf(bob), 100);
    }

    function test_setCollateral_changesOnlyNewSeries() external {
        claims.setCollateral(IERC20(token), false);
        _split(100);
        vm.expectRevert(abi.encodeWithSelector(ClaimCore.CollateralNotAllowed.selector, token));
        claims.open(bytes32(uint256(2)), IERC20(token), EXPIRY, 0);
    }

    // Refusals.

    function test_setCollateral_isRestricted() external {
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, alice));
        claims.setCollateral(IERC20(token), false);
    }

    function test_open_refusesTheSameTermsTwice() external {
        vm.expectRevert(abi.encodeWithSelector(ClaimCore.SeriesExists.selector, id));
        claims.open(bytes32(uint256(0xabcd)), IERC20(token), EXPIRY, 0);
        vm.expectRevert(abi.encodeWithSelector(ClaimCore.SeriesExists.selector, id));
        claims.open(bytes32(uint256(0xabcc)), IERC20(token), EXPIRY, 0);
    }

    function test_open_refusesARatioAboveOne() external {
        vm.expectRevert(abi.encodeWithSelector(ClaimCore.RatioAboveOne.selector, 1e18 + 1));
        claims.open(bytes32(uint256(2)), IERC20(token), EXPIRY, 1e18 + 1);
        claims.open(bytes32(uint256(2)), IERC20(token), EXPIRY, 1e18);
    }

    function test_split_refusesASeriesThatIsNot() external {
        vm.expectRevert(abi.encodeWithSelector(ClaimCore.SeriesNotOpen.selector, 2, ClaimCore.Stage.None));
        claims.split(2, 1, alice, bob);
    }

    function test_split_refusesTheLongsId() external {
        vm.expectRevert(abi.encodeWithSelector(ClaimCore.SeriesNotOpen.selector, id + 1, ClaimCore.Stage.None));
        claims.split(id + 1, 1, alice, bob);
    }

    function test_split_refusesFromExpiryOn() external {
        vm.warp(EXPIRY - 1);
        _split(1);
        vm.warp(EXPIRY);
        vm.expectRevert(abi.encodeWithSelector(ClaimCore.SeriesExpired.selector, id, EXPIRY));
        _split(1);
    }

    function test_split_refusesAnEndedSeries() external {
        _settled(1);
        vm.expectRevert(abi.encodeWithSelector(ClaimCore.SeriesNotOpen.selector, id, ClaimCore.Stage.Settled));
        _split(1);
    }

    function test_split_refusesNothing() external {
        vm.expectRevert(abi.encodeWithSelector(ClaimCore.NothingToPay.selector, id, 0));
        _split(0);
    }

    function test_split_refusesNobody() external {
        vm.expectRevert(abi.encodeWithSelector(ERC6909.ERC6909InvalidReceiver.selector, address(0)));
        claims.split(id, 1, address(0), bob);
    }

    function test_merge_refusesWithoutBoth() external {
        _split(10);
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(ERC6909.ERC6909InsufficientBalance.selector, alice, 0, 10, id));
        claims.merge(id, 10, alice);
        vm.prank(bob);
        vm.expectRevert(abi.encodeWithSelector(ERC6909.ERC6909InsufficientBalance.selector, bob, 0, 10, id + 1));
        claims.merge(id, 10, bob);
    }

    function test_merge_refusesNothing() external {
        vm.expectRevert(abi.encodeWithSelector(ClaimCore.NothingToPay.selector, id, 0));
        claims.merge(id, 0, alice);
    }

    function test_redeem_refusesBeforeTheEnd() external {
        _split(10);
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(ClaimCore.SeriesNotEnded.selector, id, ClaimCore.Stage.Open));
        claims.redeem(id + 1, 10, alice);
        vm.warp(EXPIRY);
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(ClaimCore.SeriesNotEnded.selector, id, ClaimCore.Stage.Open));
        claims.redeem(id + 1, 10, alice);
    }

    function test_redeem_refusesASeriesThatIsNot() external {
        vm.expectRevert(abi.encodeWithSelector(ClaimCore.SeriesNotEnded.selector, 2, ClaimCore.Stage.None));
        claims.redeem(3, 10, alice);
    }

    function test_redeem_refusesMoreThanIsHeld() external {
        _split(10);
        _settled(0.5e18);
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(ERC6909.ERC6909InsufficientBalance.selector, alice, 10, 11, id + 1));
        claims.redeem(id + 1, 11, alice);
    }

    function test_redeem_refusesWhatIsWorthNothing() external {
        _split(10);
        _settled(0);
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(ClaimCore.NothingToPay.selector, id + 1, 0));
        claims.redeem(id + 1, 10, alice);
    }

    function test_settle_refusesBeforeExpiry() external {
        vm.warp(EXPIRY - 1);
        vm.expectRevert(abi.encodeWithSelector(ClaimCore.SeriesNotExpired.selector, id, EXPIRY));
        claims.settle(id, 0);
        vm.expectRevert(abi.encodeWithSelector(ClaimCore.SeriesNotExpired.selector, id, EXPIRY));
        claims.voidSeries(id);
    }

    function test_settle_refusesTwice() external {
        _settled(0.5e18);
        vm.expectRevert(abi.encodeWithSelector(ClaimCore.SeriesNotOpen.selector, id, ClaimCore.Stage.Settled));
        claims.settle(id, 0.6e18);
        vm.expectRevert(abi.encodeWithSelector(ClaimCore.SeriesNotOpen.selector, id, ClaimCore.Stage.Settled));
        claims.voidSeries(id);
    }

    function test_void_refusesTwice() external {
        vm.warp(EXPIRY);
        claims.voidSeries(id);
        vm.expectRevert(abi.encodeWithSelector(ClaimCore.SeriesNotOpen.selector, id, ClaimCore.Stage.Voided));
        claims.settle(id, 0.6e18);
    }

    function test_settle_refusesARatioAboveOne() external {
        vm.warp(EXPIRY);
        vm.expectRevert(abi.encodeWithSelector(ClaimCore.RatioAboveOne.selector, 1e18 + 1));
        claims.settle(id, 1e18 + 1);
        claims.settle(id, 1e18);
    }

    function test_settle_refusesASeriesThatIsNot() external {
        vm.expectRevert(abi.encodeWithSelector(ClaimCore.SeriesNotOpen.selector, 2, ClaimCore.Stage.None));
        claims.settle(2, 0);
    }
}
