// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Test} from "../support/Test.sol";
import {ZooToken} from "../support/tokens/ZooToken.sol";
import {TestClaims} from "./TestClaims.sol";

contract ClaimCoreFuzz is Test {
    uint64 private constant EXPIRY = 1_800_086_400;

    TestClaims private claims;
    ZooToken private token;
    uint256 private id;

    function setUp() external {
        vm.warp(1_800_000_000);
        claims = new TestClaims(address(new AccessManager(address(this))));
        token = new ZooToken("CASH", 18);
        claims.setCollateral(IERC20(token), true);
        id = claims.open(bytes32(uint256(2)), IERC20(token), EXPIRY, 0);
        token.approve(address(claims), type(uint256).max);
    }

    /// @dev Long and short of the same amount are worth the collateral to within one atom, never more.
    function testFuzz_7_longAndShortWithinOneAtom(uint128 amount, uint256 ratio) external {
        amount = uint128(bound(amount, 1, type(uint128).max));
        ratio = bound(ratio, 0, 1e18);
        token.mint(address(this), amount);
        claims.split(id, amount, address(this), address(this));
        vm.warp(EXPIRY);
        claims.settle(id, ratio);
        uint256 both = claims.previewRedeem(id, amount) + claims.previewRedeem(id + 1, amount);
        assertLe(both, amount, "more than the collateral");
        assertGe(both + 1, amount, "more than one atom lost");
        uint256 paid = 0;
        if (claims.previewRedeem(id + 1, amount) != 0) paid += claims.redeem(id + 1, amount, address(this));
        if (claims.previewRedeem(id, amount) != 0) paid += claims.redeem(id, amount, address(this));
        assertEq(paid, both, "paid as previewed");
        assertEq(token.balanceOf(address(claims)), amount - both, "the rest stays");
    }

    /// @dev Cutting a redemption in parts never pays more.
    function testFuzz_7_partsNeverPayMore(uint128 amount, uint128 part, uint256 ratio) external {
        amount = uint128(bound(amount, 2, type(uint128).max));
        part = uint128(bound(part, 1, amount - 1));
        token.mint(address(this), amount);
        claims.split(id, amount, address(this), address(this));
        vm.warp(EXPIRY);
        claims.settle(id, bound(ratio, 0, 1e18));
        uint256 whole = claims.previewRedeem(id, amount);
        assertLe(claims.previewRedeem(id, part) + claims.previewRedeem(id, amount - part), whole);
    }

    /// @dev Split then merge is the identity at any amount.
    function testFuzz_splitMergeIsIdentity(uint128 amount, uint128 merged) external {
        amount = uint128(bound(amount, 1, type(uint128).max));
        merged = uint128(bound(merged, 1, amount));
        token.mint(address(this), amount);
        claims.split(id, amount, address(this), address(this));
        claims.merge(id, merged, address(this));
        assertEq(token.balanceOf(address(this)), merged);
        assertEq(claims.balanceOf(address(this), id), amount - merged);
        assertEq(claims.balanceOf(address(this), id + 1), amount - merged);
        assertEq(token.balanceOf(address(claims)), amount - merged);
    }
}
