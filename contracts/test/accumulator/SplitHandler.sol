// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ProfitSplitter} from "../../src/accumulator/ProfitSplitter.sol";
import {Test} from "../support/Test.sol";
import {IZooToken, TokenZoo} from "../support/tokens/TokenZoo.sol";

/// @dev Does anything payers, developers and governance may do in three splits: two models over tokens that can block or
/// refuse, and the agent's revenue. Keeps its own count of what each account should have, in ten-thousandths of an atom.
contract SplitHandler is Test {
    using SafeERC20 for IERC20;

    uint256 public constant SPLITS = 3;
    ProfitSplitter public immutable splitter;
    TokenZoo public immutable zoo;
    address public constant PLATFORM = address(0x9A7F);
    address[4] public actors = [address(0xD1), address(0xD2), address(0xD3), address(0xD4)];
    address[SPLITS] public tokens;
    mapping(uint256 split => uint256) public received;
    mapping(uint256 split => uint256) public paid;
    mapping(uint256 split => uint256) public platformParts;
    mapping(uint256 split => mapping(address account => uint256)) public paidTo;
    mapping(uint256 split => mapping(address account => uint256)) public partsOf;
    mapping(uint256 split => uint256) private platformRest;
    uint256 public platformPaid;
    uint256 public last;
    uint256 public done;

    constructor(ProfitSplitter splitter_, TokenZoo zoo_) {
        (splitter, zoo) = (splitter_, zoo_);
        tokens = [address(zoo_.blockList()), address(zoo_.falseReturning()), address(zoo_.noReturn())];
    }

    function start() external {
        ProfitSplitter.Share[] memory shares = new ProfitSplitter.Share[](2);
        shares[0] = ProfitSplitter.Share(actors[0], 6_000);
        shares[1] = ProfitSplitter.Share(actors[1], 4_000);
        splitter.createModelSplit(tokens[0], shares);
        splitter.createModelSplit(tokens[1], shares);
        splitter.createRevenueSplit(tokens[2], _three(5_000, 3_000));
        for (uint256 i = 0; i < SPLITS; ++i) {
            IZooToken(tokens[i]).mint(address(this), 1e32);
            IERC20(tokens[i]).forceApprove(address(splitter), type(uint256).max);
        }
    }

    function pay(uint256 split, uint256 amount) external {
        (split, amount) = (_pick(split), bound(amount, 1, amount % 3 == 0 ? 20 : 1e24));
        (,, uint256 platformBps,) = splitter.splitOf(split + 1);
        uint256[4] memory shares;
        for (uint256 i = 0; i < 4; ++i) {
            (shares[i],) = splitter.shareOf(split + 1, actors[i]);
        }
        try splitter.distribute(split + 1, amount) {
            received[split] += amount;
            // The platform's whole atoms by hand: what is left of each cut is carried.
            uint256 parts = amount * platformBps + platformRest[split];
            platformRest[split] = parts % 10_000;
            platformParts[split] += parts / 10_000;
            for (uint256 i = 0; i < 4; ++i) {
                partsOf[split][actors[i]] += (amount - parts / 10_000) * shares[i];
            }
            done += 1;
        } catch {}
    }

    function claim(uint256 split, uint256 who) external {
        split = _pick(split);
        address actor = actors[who % 4];
        try splitter.claimFor(split + 1, actor) returns (uint256 amount) {
            paid[split] += amount;
            paidTo[split][actor] += amount;
            done += 1;
        } catch {}
    }

    function claimPlatform(uint256 split) external {
        split = _pick(split) % 2;
        try splitter.claimPlatform(split + 1) returns (uint256 amount) {
            paid[split] += amount;
            paidTo[split][PLATFORM] += amount;
            done += 1;
        } catch {}
    }

    function setPlatformBps(uint256 split, uint256 platformBps) external {
        splitter.setPlatformBps(_pick(split) % 2 + 1, uint16(bound(platformBps, 1_000, 5_000)));
    }

    function setDevelopers(uint256 split, uint256 annBps) external {
        split = _pick(split) % 2;
        annBps = bound(annBps, 0, 10_000);
        ProfitSplitter.Share[] memory shares = new ProfitSplitter.Share[](4);
        for (uint256 i = 0; i < 4; ++i) {
            shares[i].account = actors[i];
        }
        (shares[0].shareBps, shares[3].shareBps) = (uint16(annBps), uint16(10_000 - annBps));
        splitter.setDeveloperShares(split + 1, shares);
    }

    function setRevenue(uint256 treasuryBps) external {
        treasuryBps = bound(treasuryBps, 1_000, 7_000);
        last = 2;
        splitter.setRevenueShares(3, _three(uint16(treasuryBps), uint16((10_000 - treasuryBps) / 2)));
    }

    function moveShare(uint256 split, uint256 from, uint256 to, uint256 shareBps) external {
        split = _pick(split) % 2;
        vm.prank(actors[from % 4]);
        try splitter.moveShare(split + 1, actors[to % 4], bound(shareBps, 1, 10_000)) {
            done += 1;
        } catch {}
    }

    function misbehave(uint256 how, uint256 seed) external {
        if (how % 2 == 0) zoo.blockList().setListed(actors[seed % 4], seed % 3 == 0);
        if (how % 2 == 1) zoo.falseReturning().setRefusing(seed % 2 == 0);
    }

    function _pick(uint256 split) private returns (uint256) {
        last = split % SPLITS;
        return last;
    }

    function _three(uint16 a, uint16 b) private view returns (ProfitSplitter.Share[3] memory) {
        return [
            ProfitSplitter.Share(actors[0], a),
            ProfitSplitter.Share(actors[1], b),
            ProfitSplitter.Share(actors[2], 10_000 - a - b)
        ];
    }
}
