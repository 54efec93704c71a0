// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {TestClaims} from "../claims/TestClaims.sol";
import {Test} from "../support/Test.sol";
import {ZooToken} from "../support/tokens/ZooToken.sol";

/// @title What holds of a claim pair, whatever amount is split and whatever ratio it ends at
/// @dev Read by `npm run contracts -- prove`, not by the engines.
contract ClaimProofs is Test {
    TestClaims private claims;
    ZooToken private collateral;
    uint256 private id;

    function setUp() public {
        vm.warp(1_000);
        claims = new TestClaims(address(new AccessManager(address(this))));
        collateral = new ZooToken("CASH", 6);
        claims.setCollateral(IERC20(collateral), true);
        id = claims.open("terms", IERC20(collateral), 2_000, 0);
    }

    /// @dev Any amount of 128 bits: splitting makes one pair for each atom, and merging gives each atom back.
    function check_splitAndMerge_areTheIdentity(uint128 amount) external {
        vm.assume(amount > 0);
        collateral.mint(address(this), amount);
        collateral.approve(address(claims), amount);
        claims.split(id, amount, address(this), address(this));
        assert(claims.balanceOf(address(this), id) == amount);
        assert(claims.balanceOf(address(this), id | 1) == amount);
        assert(collateral.balanceOf(address(claims)) == amount);
        claims.merge(id, amount, address(this));
        assert(claims.balanceOf(address(this), id) + claims.balanceOf(address(this), id | 1) == 0);
        assert(collateral.balanceOf(address(this)) == amount);
    }

    /// @dev Any ratio above one is refused, for any number there is.
    function check_ratio_aboveOneIsRefused(uint256 ratio) external {
        vm.assume(ratio > 1e18);
        vm.warp(2_000);
        (bool worked,) = address(claims).call(abi.encodeCall(TestClaims.settle, (id, ratio)));
        assert(!worked);
    }

    /// @dev Any ratio there is up to one is taken, once.
    function check_ratio_isTakenOnce(uint64 ratio, uint64 later) external {
        vm.assume(ratio <= 1e18 && later <= 1e18);
        vm.warp(2_000);
        claims.settle(id, ratio);
        (bool worked,) = address(claims).call(abi.encodeCall(TestClaims.settle, (id, later)));
        assert(!worked && claims.seriesState(id).longRatio1e18 == ratio);
    }
}
