// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {ClaimCore} from "../../src/claims/ClaimCore.sol";
import {SyntheticAsset} from "../../src/claims/SyntheticAsset.sol";
import {SyntheticBase} from "./SyntheticBase.sol";

contract SyntheticAssetTest is SyntheticBase {
    function test_priceNow_hasTwelveMoreDecimals() external {
        vault.setPrice(1.5e18);
        assertEq(synthetic.priceNow(IERC4626(address(vault))), 1.5e18, "6 decimals of the asset and 12");
    }

    function test_observe_averagesTheLowerEnds() external {
        // 12 hours from 1.0 to 1.2, then 12 hours from 1.2 to 1.1: lower ends 1.0 and 1.1.
        _observe(12 hours, 1.2e18);
        _observe(12 hours, 1.1e18);
        (uint256 mark, uint256 closedAt) = _markNow();
        assertEq(mark, 1.05e18, "the mean of 1.0 and 1.1");
        assertEq(closedAt, block.timestamp);
    }

    function test_observe_closesAWindowOnlyAfterADay() external {
        (uint256 before, uint256 closedBefore) = _markNow();
        _observe(1 days - 1, 2e18);
        (uint256 mark, uint256 closedAt) = _markNow();
        assertEq(mark, before);
        assertEq(closedAt, closedBefore);
        _observe(1, 2e18);
        (, closedAt) = _markNow();
        assertEq(closedAt, block.timestamp);
        assertEq(synthetic.windowOf(IERC4626(address(vault))).beganAt, block.timestamp);
    }

    function test_mark_neverFalls() external {
        _rise(1.4e18);
        (uint256 mark,) = _markNow();
        assertEq(mark, 1.4e18);
        _rise(0.5e18);
        _rise(0.5e18);
        (mark,) = _markNow();
        assertEq(mark, 1.4e18, "a loss moves nothing");
    }

    function test_settle_insideTheBand() external {
        uint256 id = _open();
        _rise(1.25e18);
        _passTo(EXPIRY);
        vm.warp(EXPIRY + 1);
        synthetic.settleSynthetic(id);
        assertEq(synthetic.seriesState(id).longRatio1e18, 0.375e18, "(1.25 - 0.5) / 2");
        assertEq(synthetic.redeem(id + 1, 800, address(this)), 300);
        assertEq(synthetic.redeem(id, 800, address(this)), 500);
    }

    function test_settle_aboveTheCap() external {
        uint256 id = _open();
        _rise(9e18);
        _passTo(EXPIRY);
        vm.warp(EXPIRY + 1);
        synthetic.settleSynthetic(id);
        assertEq(synthetic.seriesState(id).longRatio1e18, 1e18);
    }

    function test_settle_whereItStood() external {
        uint256 id = _open();
        _passTo(EXPIRY);
        vm.warp(EXPIRY + 1);
        synthetic.settleSynthetic(id);
        assertEq(synthetic.seriesState(id).longRatio1e18, synthetic.seriesState(id).voidRatio1e18);
        assertEq(synthetic.seriesState(id).longRatio1e18, 0.25e18, "(1.0 - 0.5) / 2");
    }

    function test_settle_refusesInTheSecondOfExpiry() external {
        uint256 id = _open();
        _passTo(EXPIRY);
        vm.warp(EXPIRY);
        vm.expectRevert(abi.encodeWithSelector(ClaimCore.SeriesNotExpired.selector, id, EXPIRY + 1));
        synthetic.settleSynthetic(id);
        vm.expectRevert(abi.encodeWithSelector(ClaimCore.SeriesNotExpired.selector, id, EXPIRY + 1));
        synthetic.voidSynthetic(id);
    }

    function test_void_whenNobodyObserved() external {
        uint256 id = _open();
        vm.warp(EXPIRY + 1);
        (, uint256 closedAt) = _markNow();
        vm.expectRevert(abi.encodeWithSelector(SyntheticAsset.IndexTooOld.selector, vault, closedAt, EXPIRY - 7 days));
        synthetic.settleSynthetic(id);
        synthetic.voidSynthetic(id);
        assertEq(uint256(synthetic.seriesState(id).stage), uint256(ClaimCore.Stage.Voided));
        assertEq(synthetic.redeem(id + 1, 800, address(this)), 200, "as if the mark had stayed");
    }

    function test_void_refusesAUsableIndex() external {
        uint256 id = _open();
        _passTo(EXPIRY - 7 days);
        vm.warp(EXPIRY + 1);
        (, uint256 closedAt) = _markNow();
        assertEq(closedAt, EXPIRY - 7 days);
        vm.expectRevert(abi.encodeWithSelector(SyntheticAsset.IndexUsable.selector, vault, closedAt));
        synthetic.voidSynthetic(id);
        synthetic.settleSynthetic(id);
    }

    function test_openSynthetic_refuses() external {
        SyntheticAsset.Band memory band = _band();
        band.vault = IERC4626(address(0xbad));
        vm.expectRevert(abi.encodeWithSelector(SyntheticAsset.VaultNotIndexed.selector, address(0xbad)));
        synthetic.openSynthetic(band);
        band = _band();
        (uint256 mark, uint256 closedAt) = _markNow();
        band.floorIndex = uint128(mark + 1);
        vm.expectRevert(abi.encodeWithSelector(SyntheticAsset.BandWrong.selector, mark + 1, mark, band.capIndex));
        synthetic.openSynthetic(band);
        (band.floorIndex, band.capIndex) = (uint128(mark), uint128(mark));
        vm.expectRevert(abi.encodeWithSelector(SyntheticAsset.BandWrong.selector, mark, mark, mark));
        synthetic.openSynthetic(band);
        band = _band();
        band.expiry = uint64(block.timestamp + 2 days - 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                ClaimCore.ExpiryOutOfBounds.selector,
                band.expiry,
                block.timestamp + 2 days,
                block.timestamp + 3 * 365 days
            )
        );
        synthetic.openSynthetic(band);
        vm.warp(closedAt + 7 days + 1);
        band.expiry = uint64(block.timestamp + 30 days);
        vm.expectRevert(abi.encodeWithSelector(SyntheticAsset.IndexTooOld.selector, vault, closedAt, closedAt + 1));
        synthetic.openSynthetic(band);
    }

    function test_setIndexed_isRestricted() external {
        vm.prank(address(0xbad));
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, address(0xbad)));
        synthetic.setIndexed(IERC4626(address(vault)), false);
    }

    function test_bandOf() external {
        uint256 id = _open();
        assertEq(synthetic.bandOf(id).capIndex, 2.5e18);
        synthetic.setIndexed(IERC4626(address(vault)), false);
        _passTo(EXPIRY);
        vm.warp(EXPIRY + 1);
        synthetic.settleSynthetic(id);
    }
}
