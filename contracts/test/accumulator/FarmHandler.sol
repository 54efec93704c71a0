// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {AIPowerYieldFarm} from "../../src/accumulator/AIPowerYieldFarm.sol";
import {Accumulator} from "../../src/accumulator/Accumulator.sol";
import {Asset} from "../../src/common/Assets.sol";
import {Test} from "../support/Test.sol";
import {IZooToken, TokenZoo} from "../support/tokens/TokenZoo.sol";

/// @dev Does anything anybody may do in four pools over tokens of the zoo: one whose reward is its stake, one with a lock and a
/// reward token that can stop, one with tokens that answer false or nothing, one that can start to charge.
contract FarmHandler is Test {
    using SafeERC20 for IERC20;

    uint256 public constant POOLS = 4;
    AIPowerYieldFarm public immutable farm;
    TokenZoo public immutable zoo;
    address[3] public actors = [address(0xF1), address(0xF2), address(0xF3)];
    address[POOLS] public stakes;
    address[POOLS] public rewards;
    /// @notice What each actor has put in and not taken out, what was funded, what was paid or compounded.
    mapping(uint256 pool => mapping(address actor => uint256)) public principal;
    mapping(uint256 pool => uint256) public funded;
    mapping(uint256 pool => uint256) public paid;
    uint256 public last;
    string public broken;
    uint256 public done;

    constructor(AIPowerYieldFarm farm_, TokenZoo zoo_) {
        (farm, zoo) = (farm_, zoo_);
        stakes = [address(zoo_.eighteenDecimals()), address(zoo_.eighteenDecimals()), address(zoo_.noReturn()), address(zoo_.feeOnTransfer())];
        rewards = [address(zoo_.eighteenDecimals()), address(zoo_.blockList()), address(zoo_.falseReturning()), address(zoo_.reentrant())];
        zoo_.feeOnTransfer().setFeeBps(0);
    }

    /// @dev Makes the pools once the handler may, with itself as distributor.
    function start() external {
        for (uint256 i = 0; i < POOLS; ++i) {
            farm.createPool(
                AIPowerYieldFarm.Terms(Asset(stakes[i], 0), rewards[i], 3 days, i == 1 ? 2 days : 0, address(this))
            );
            _supply(rewards[i], address(this));
            for (uint256 j = 0; j < 3; ++j) {
                _supply(stakes[i], actors[j]);
            }
        }
    }

    function stake(uint256 pool, uint256 who, uint256 amount) external {
        (pool, amount) = (_pick(pool), bound(amount, 1, 1e24));
        address actor = actors[who % 3];
        vm.prank(actor);
        try farm.stake(pool + 1, 0, amount) {
            principal[pool][actor] += amount;
            done += 1;
        } catch {}
    }

    function withdraw(uint256 pool, uint256 who, uint256 amount) external {
        pool = _pick(pool);
        address actor = actors[who % 3];
        uint256 held = principal[pool][actor];
        if (held == 0) return;
        amount = bound(amount, 1, held);
        (,, uint256 freeAt) = farm.positionOf(pool + 1, actor, 0);
        uint256 had = IERC20(stakes[pool]).balanceOf(actor);
        uint256 fee = zoo.feeOnTransfer().feeBps();
        vm.prank(actor);
        try farm.withdraw(pool + 1, 0, amount, actor) {
            principal[pool][actor] -= amount;
            if (pool != 3 || fee == 0) {
                if (IERC20(stakes[pool]).balanceOf(actor) - had != amount) broken = "principal is not exact";
            }
            if (vm.getBlockTimestamp() < freeAt) broken = "left before its lock";
            done += 1;
        } catch {
            if (vm.getBlockTimestamp() >= freeAt) broken = "principal trapped";
        }
    }

    function claim(uint256 pool, uint256 who) external {
        pool = _pick(pool);
        address actor = actors[who % 3];
        vm.prank(actor);
        try farm.claim(pool + 1, 0, actor) returns (uint256 amount) {
            paid[pool] += amount;
            done += 1;
        } catch {}
    }

    function compound(uint256 who) external {
        uint256 pool = _pick(0);
        address actor = actors[who % 3];
        vm.prank(actor);
        try farm.compound(pool + 1, 0) returns (uint256 amount) {
            paid[pool] += amount;
            principal[pool][actor] += amount;
            done += 1;
        } catch {}
    }

    function fund(uint256 pool, uint256 amount) external {
        (pool, amount) = (_pick(pool), bound(amount, 1, 1e22));
        try farm.fund(pool + 1, amount) {
            funded[pool] += amount;
            done += 1;
        } catch {}
    }

    function give(uint256 pool, uint256 amount) external {
        IZooToken(rewards[_pick(pool)]).mint(address(farm), bound(amount, 1, 1e22));
    }

    function wait(uint256 seconds_) external {
        skip(bound(seconds_, 1, 1 days));
    }

    function misbehave(uint256 how, uint256 seed) external {
        how = how % 4;
        if (how == 0) zoo.blockList().setPaused(seed % 2 == 0);
        if (how == 1) zoo.falseReturning().setRefusing(seed % 2 == 0);
        if (how == 2) zoo.feeOnTransfer().setFeeBps(seed % 300);
        if (how == 3) {
            zoo.reentrant().arm(address(farm), abi.encodeCall(farm.claim, (4, 0, actors[seed % 3])));
        }
    }

    function _pick(uint256 pool) private returns (uint256) {
        last = pool % POOLS;
        return last;
    }

    function _supply(address token, address who) private {
        IZooToken(token).mint(who, 1e32);
        vm.startPrank(who);
        IERC20(token).forceApprove(address(farm), type(uint256).max);
        vm.stopPrank();
    }
}
