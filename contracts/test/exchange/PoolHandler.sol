// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Asset} from "../../src/common/Assets.sol";
import {AIServiceAMM} from "../../src/exchange/AIServiceAMM.sol";
import {PoolMath} from "../../src/exchange/PoolMath.sol";
import {Pool} from "../../src/exchange/PoolStore.sol";
import {Test} from "../support/Test.sol";
import {IZooToken, TokenZoo} from "../support/tokens/TokenZoo.sol";

/// @dev Does anything anybody may do, with every token of the zoo that governance could list, in four pools, and looks after
/// each step whether a rule was broken. Amounts are small, where rounding bites and products still fit.
contract PoolHandler is Test {
    using SafeERC20 for IERC20;

    uint256 public constant POOLS = 4;
    AIServiceAMM public immutable amm;
    TokenZoo public immutable zoo;
    address[3] public actors = [address(0xA1), address(0xA2), address(0xA3)];
    AIServiceAMM.PoolKey[POOLS] private keys;
    uint256[POOLS] public ids;

    string public broken;
    uint256 public steps;
    uint256 public swaps;
    uint256 public added;
    uint256 public removed;

    constructor(AIServiceAMM amm_, TokenZoo zoo_) {
        (amm, zoo) = (amm_, zoo_);
        address[8] memory all = zoo_.all();
        // Two pools share a token with the one that may start to charge, two with the one that calls back.
        _make(0, all[0], all[1], 30, 0);
        _make(1, all[6], all[1], 5, 100);
        _make(2, all[4], all[3], 100, 200);
        _make(3, all[5], all[2], 0, 50);
    }

    /// @notice The pool that the last call touched, and another that it must not have.
    uint256 public last;
    uint256 private other;
    uint256 private digest;
    uint256 private productBefore;
    uint256 private sharesBefore;
    bool private onlySwapped;

    modifier watched(uint256 pool) {
        _look(pool % POOLS);
        _;
        _compare(pool % POOLS);
    }

    function add(uint256 pool, uint256 who, uint256 amount0, uint256 amount1) external watched(pool) {
        pool = pool % POOLS;
        address actor = _actor(who);
        (amount0, amount1) = (bound(amount0, 1, 1e13), bound(amount1, 1, 1e13));
        (address t0, address t1) = (keys[pool].asset0.token, keys[pool].asset1.token);
        (uint256 had0, uint256 had1) = (IERC20(t0).balanceOf(actor), IERC20(t1).balanceOf(actor));
        _deposit(pool, actor, amount0, amount1);
        if (had0 - IERC20(t0).balanceOf(actor) > amount0) broken = "took more of asset0";
        if (had1 - IERC20(t1).balanceOf(actor) > amount1) broken = "took more of asset1";
    }

    function remove(uint256 pool, uint256 who, uint256 shares) external watched(pool) {
        pool = pool % POOLS;
        address actor = _actor(who);
        uint256 held = amm.balanceOf(actor, ids[pool]);
        if (held == 0) return;
        _withdraw(pool, actor, bound(shares, 1, held));
    }

    /// @dev Once tokens behave, whoever has shares can leave with all of them.
    function leaveWithAll(uint256 pool, uint256 who) external watched(pool) {
        pool = pool % POOLS;
        address actor = _actor(who);
        _behave();
        uint256 held = amm.balanceOf(actor, ids[pool]);
        if (held > 0 && !_withdraw(pool, actor, held)) broken = "could not leave";
    }

    function swap(uint256 pool, uint256 who, bool zeroForOne, uint256 amount) external watched(pool) {
        pool = pool % POOLS;
        address actor = _actor(who);
        amount = bound(amount, 1, 1e13);
        AIServiceAMM.SwapOrder memory order =
            AIServiceAMM.SwapOrder(keys[pool], zeroForOne, amount, 0, actor, vm.getBlockTimestamp());
        vm.prank(actor);
        try amm.swap(order) {
            swaps += 1;
        } catch {}
        onlySwapped = true;
    }

    function swapExactOut(uint256 pool, uint256 who, bool zeroForOne, uint256 amount) external watched(pool) {
        pool = pool % POOLS;
        address actor = _actor(who);
        Pool memory state = amm.pool(ids[pool]);
        uint256 reserve = zeroForOne ? state.reserves.amount1 : state.reserves.amount0;
        if (reserve < 2) return;
        amount = bound(amount, 1, reserve - reserve / 100 - 1);
        AIServiceAMM.SwapOrder memory order =
            AIServiceAMM.SwapOrder(keys[pool], zeroForOne, amount, 1e14, actor, vm.getBlockTimestamp());
        vm.prank(actor);
        try amm.swapExactOut(order) {
            swaps += 1;
        } catch {}
        onlySwapped = true;
    }

    function collect(uint256 pool) external watched(pool) {
        try amm.collectProtocolFee(keys[pool % POOLS]) {} catch {}
    }

    function observe(uint256 pool) external watched(pool) {
        try amm.recordObservation(ids[pool % POOLS]) {} catch {}
    }

    function give(uint256 token, uint256 amount) external watched(0) {
        zoo.pick(token).mint(address(amm), bound(amount, 1, 1e13));
    }

    function wait(uint256 seconds_) external {
        skip(bound(seconds_, 1, 2 hours));
    }

    /// @dev Somebody tries to bring the token whose balances move by themselves.
    function bringRebasing() external {
        try amm.createPool(_key(address(zoo.rebasing()), address(zoo.sixDecimals()), 30, 0)) {
            broken = "a pool with a token that is not listed";
        } catch {}
    }

    function misbehave(uint256 how, uint256 pool) external {
        how = how % 4;
        if (how == 0) zoo.feeOnTransfer().setFeeBps(pool % 500);
        if (how == 1) zoo.blockList().setListed(actors[pool % 3], pool % 2 == 0);
        if (how == 2) zoo.falseReturning().setRefusing(pool % 2 == 0);
        if (how == 3) {
            AIServiceAMM.SwapOrder memory order = AIServiceAMM.SwapOrder(
                keys[2], pool % 2 == 0, 1000, 0, address(zoo.reentrant()), type(uint256).max
            );
            zoo.reentrant().arm(address(amm), abi.encodeCall(amm.swap, (order)));
        }
    }

    function isBroken() external view returns (bool) {
        return bytes(broken).length > 0;
    }

    function keyOf(uint256 pool) external view returns (AIServiceAMM.PoolKey memory) {
        return keys[pool];
    }

    function _deposit(uint256 pool, address actor, uint256 amount0, uint256 amount1) private {
        AIServiceAMM.Deposit memory order =
            AIServiceAMM.Deposit(keys[pool], amount0, amount1, 0, 0, actor, vm.getBlockTimestamp());
        vm.prank(actor);
        try amm.addLiquidity(order) {
            added += 1;
        } catch {}
    }

    function _look(uint256 pool) private {
        steps += 1;
        (last, onlySwapped) = (pool, false);
        other = (pool + 1 + (swaps + added) % (POOLS - 1)) % POOLS;
        digest = _digest(other);
        (productBefore, sharesBefore) = _worth(pool);
    }

    function _compare(uint256 pool) private {
        if (digest != _digest(other)) broken = "another pool changed";
        (uint256 product, uint256 shares) = _worth(pool);
        if (onlySwapped && product < productBefore) broken = "the product fell";
        // One share of slack for the protocol's part of a share.
        if (sharesBefore > 0 && product * (sharesBefore + 1) ** 2 < productBefore * shares ** 2) {
            broken = "a share lost value";
        }
    }

    function _withdraw(uint256 pool, address actor, uint256 shares) private returns (bool) {
        AIServiceAMM.Withdrawal memory order =
            AIServiceAMM.Withdrawal(keys[pool], shares, 0, 0, actor, vm.getBlockTimestamp());
        vm.prank(actor);
        try amm.removeLiquidity(order) {
            removed += 1;
            return true;
        } catch {
            return false;
        }
    }

    function _behave() private {
        zoo.feeOnTransfer().setFeeBps(0);
        zoo.falseReturning().setRefusing(false);
        zoo.reentrant().disarm();
        for (uint256 i = 0; i < 3; ++i) {
            zoo.blockList().setListed(actors[i], false);
        }
    }

    function _make(uint256 pool, address a, address b, uint16 feeBps, uint16 surchargeBpsMax) private {
        keys[pool] = _key(a, b, feeBps, surchargeBpsMax);
        ids[pool] = amm.createPool(keys[pool]);
        for (uint256 i = 0; i < 3; ++i) {
            _supply(a, actors[i]);
            _supply(b, actors[i]);
        }
    }

    function _key(address a, address b, uint16 feeBps, uint16 surchargeBpsMax)
        private
        pure
        returns (AIServiceAMM.PoolKey memory)
    {
        if (a > b) (a, b) = (b, a);
        return AIServiceAMM.PoolKey(Asset(a, 0), Asset(b, 0), feeBps, surchargeBpsMax);
    }

    function _supply(address token, address actor) private {
        IZooToken(token).mint(actor, 1e30);
        vm.startPrank(actor);
        IERC20(token).forceApprove(address(amm), type(uint256).max);
        vm.stopPrank();
    }

    function _actor(uint256 who) private view returns (address) {
        return actors[who % 3];
    }

    /// @dev The product, and the shares it belongs to with those the protocol has earned but not yet been given.
    function _worth(uint256 pool) private view returns (uint256 product, uint256 shares) {
        Pool memory state = amm.pool(ids[pool]);
        product = uint256(state.reserves.amount0) * state.reserves.amount1;
        shares = state.supply.totalShares;
        if (state.supply.protocolShareBps > 0) {
            shares += PoolMath.protocolShares(
                shares, Math.sqrt(product), state.supply.rootKLast, state.supply.protocolShareBps
            );
        }
    }

    function _digest(uint256 pool) private view returns (uint256) {
        return uint256(keccak256(abi.encode(amm.pool(ids[pool]))));
    }
}
